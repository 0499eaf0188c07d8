// Runs the unit tests: bundles test/*.test.ts (Node 18 strips no types) and hands them to node:test.
import { spawnSync } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const here = dirname(fileURLToPath(import.meta.url));
const out = await mkdtemp(join(tmpdir(), 'seodang-web-test-'));
const names = (await readdir(here)).filter((name) => name.endsWith('.test.ts'));
try {
  await build({
    entryPoints: names.map((name) => join(here, name)),
    outdir: out,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node18',
    logLevel: 'warning',
    sourcemap: 'inline',
  });
  const files = names.map((name) => join(out, name.replace(/\.ts$/, '.mjs')));
  process.exitCode =
    spawnSync(process.execPath, ['--enable-source-maps', '--test', ...files], {
      stdio: 'inherit',
      env: { ...process.env, SEODANG_WEB: dirname(here) },
    }).status ??
    1;
} finally {
  await rm(out, { recursive: true, force: true });
}
