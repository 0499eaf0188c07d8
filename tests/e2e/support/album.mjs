// Pictures of a page as it stands: in the widths of a phone, a tablet and a laptop, and the last one also in the dark.
import { join } from 'node:path';
import { still } from './still.mjs';

const SIZES = [
  { width: 360, height: 740 },
  { width: 768, height: 1024 },
  { width: 1440, height: 900 },
];
const scheme = (value) => [{ name: 'prefers-color-scheme', value }];
export class Album {
  count = 0;

  constructor(directory) {
    this.directory = directory;
  }

  /** NAME-360.png, NAME-768.png, NAME-1440.png, NAME-1440-dark.png; the whole page where it is longer than the screen. */
  async take(page, name, { sizes = SIZES } = {}) {
    const before = page.viewport();
    await page.emulateMediaFeatures(scheme('light'));
    for (const size of sizes) {
      await page.setViewport(size);
      await this.picture(page, `${name}-${size.width}`);
    }
    await page.emulateMediaFeatures(scheme('dark'));
    await this.picture(page, `${name}-${sizes.at(-1).width}-dark`);
    await page.emulateMediaFeatures([]);
    if (before) await page.setViewport(before);
  }

  /** One picture of the page as it is. */
  async picture(page, name, { fullPage = true } = {}) {
    await still(page);
    await page.screenshot({ path: join(this.directory, `${name}.png`), fullPage });
    this.count++;
  }
}
