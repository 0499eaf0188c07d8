// Builds the client: node web/build.mjs OUTDIR
// → OUTDIR/{index.html, app.js, parts/*.js, app.css, icon.svg, locales/*.json}; nothing in them is inline, so that the
// strict Content-Security-Policy of the service holds.
import { cp, mkdir, readdir, rm } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const web = dirname(fileURLToPath(import.meta.url));
const locales = join(web, '..', 'data', 'locales');
const [target] = process.argv.slice(2);
if (!target) {
  console.error('usage: node web/build.mjs OUTDIR');
  process.exit(2);
}
const out = resolve(target);

await mkdir(join(out, 'locales'), { recursive: true });
// Parts of an earlier build have other names.
await rm(join(out, 'parts'), { recursive: true, force: true });
await build({
  absWorkingDir: web,
  entryPoints: { app: 'src/main.tsx' },
  outdir: out,
  bundle: true,
  format: 'esm',
  // What is not needed at first is loaded when it is shown; the name says what is in it.
  splitting: true,
  chunkNames: 'parts/[name]-[hash]',
  target: ['es2022', 'chrome110', 'firefox115', 'safari16.4'],
  minify: true,
  sourcemap: 'linked',
  legalComments: 'linked',
  logLevel: 'warning',
});
for (const name of ['index.html', 'icon.svg']) await cp(join(web, 'static', name), join(out, name));
for (const name of await readdir(locales)) {
  if (name.endsWith('.json')) await cp(join(locales, name), join(out, 'locales', name));
}
