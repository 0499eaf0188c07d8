// What a person's browser downloads: real files in a directory of the test.
import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { until } from './wait.mjs';

export class Downloads {
  known = new Set();

  static async of(person) {
    const downloads = new Downloads();
    downloads.folder = await mkdtemp(join(tmpdir(), 'seodang-downloads-'));
    const session = await person.page.createCDPSession();
    await session.send('Browser.setDownloadBehavior', { behavior: 'allow', downloadPath: downloads.folder });
    return downloads;
  }

  /** Waits for the next file that is complete: {name, bytes}. */
  async next(timeoutMs = 20_000) {
    const complete = (name) => !name.endsWith('.crdownload') && !name.startsWith('.') && !this.known.has(name);
    const name = await until('a file is downloaded', async () => (await readdir(this.folder)).find(complete), timeoutMs);
    this.known.add(name);
    return { name, bytes: await readFile(join(this.folder, name)) };
  }

  remove() {
    return rm(this.folder, { recursive: true, force: true });
  }
}
