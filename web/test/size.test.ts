import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';

const MOST_BYTES = 60 * 1024;
/** `import … from "./x.js"` and `import "./x.js"`, but not `import("./x.js")`, which is loaded later. */
const STATIC_IMPORT = /(?:from|import)\s*"(\.[^"]+)"/g;

/** The file and everything it needs before it can begin. */
function firstLoad(directory: string, file: string, found: Set<string> = new Set()): Set<string> {
  if (found.has(file)) return found;
  found.add(file);
  const text = readFileSync(join(directory, file), 'utf8');
  for (const [, path] of text.matchAll(STATIC_IMPORT))
    firstLoad(directory, relative('.', join(dirname(file), path as string)), found);
  return found;
}

test('the scripts of the first page weigh at most 60 KB, gzipped, and the room is not among them', () => {
  const out = mkdtempSync(join(tmpdir(), 'seodang-web-size-'));
  try {
    const script = join(process.env.SEODANG_WEB ?? '.', 'build.mjs');
    execFileSync(process.execPath, [script, out], { stdio: 'inherit' });
    const files = [...firstLoad(out, 'app.js')];
    const texts = files.map((file) => readFileSync(join(out, file), 'utf8'));
    const bytes = texts.reduce((sum, text) => sum + gzipSync(text).length, 0);
    assert.ok(bytes <= MOST_BYTES, `${bytes} bytes in ${files.join(', ')}`);
    assert.ok(texts.some((text) => text.includes('data-kind')), 'the start page is in the first load');
    assert.ok(!texts.some((text) => text.includes('room-head')), 'the room comes later');
  } finally {
    rmSync(out, { recursive: true, force: true });
  }
});
