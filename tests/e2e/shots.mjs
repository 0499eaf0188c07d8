// Pictures of the real pages: node tests/e2e/shots.mjs [ALBUM [DIRECTORY]]
// `docs` (the default): those of the documentation, into docs/. Every other album is a module of tests/e2e/shots/ and
// shows each page and state of a part of the client, in three widths, both languages, light and dark, for someone to
// look at; `all` = every one of these, into build/shots/ALBUM/.
import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Album } from './support/album.mjs';

const here = fileURLToPath(new URL('.', import.meta.url));
const source = join(here, '..', '..');
const [wanted = 'docs', directory] = process.argv.slice(2);
const albums = (await readdir(join(here, 'shots'))).map((file) => file.replace(/\.mjs$/, ''));

async function shoot(name, into) {
  await mkdir(into, { recursive: true });
  const { shoot: all } = await import(`./shots/${name}.mjs`);
  const album = new Album(into);
  await all(album);
  console.log(`${into}: ${album.count} pictures`);
}

if (wanted === 'docs') await shoot('docs', directory ?? join(source, 'docs'));
else if (wanted === 'all' || albums.includes(wanted)) {
  const chosen = wanted === 'all' ? albums.filter((name) => name !== 'docs') : [wanted];
  for (const name of chosen) await shoot(name, join(directory ?? join(source, 'build', 'shots'), name));
} else {
  console.error(`there is no album ${wanted}; there are: ${albums.join(' ')} all`);
  process.exitCode = 2;
}
