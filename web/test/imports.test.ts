import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { test } from 'node:test';

const SOURCES = join(process.env.SEODANG_WEB ?? '.', 'src');
const files = (readdirSync(SOURCES, { recursive: true }) as string[]).filter((file) => /\.tsx?$/.test(file));

/** Modules of ours that a module imports, types included. */
function imports(file: string): string[] {
  const text = readFileSync(join(SOURCES, file), 'utf8');
  const wanted = [...text.matchAll(/from '(\.[^']+)'/g)].map(([, path]) => path as string);
  return wanted.flatMap((path) => {
    const module = relative('.', join(dirname(file), path));
    return files.filter((known) => known.replace(/\.tsx?$/, '') === module);
  });
}

/** The first circle that is reached from the end of `path`, or null. */
function circle(graph: Map<string, string[]>, path: string[], done: Set<string>): string[] | null {
  const last = path.at(-1) as string;
  for (const next of graph.get(last) ?? []) {
    if (path.includes(next)) return [...path.slice(path.indexOf(next)), next];
    const found = done.has(next) ? null : circle(graph, [...path, next], done);
    if (found) return found;
  }
  done.add(last);
  return null;
}

test('no modules import each other in a circle', () => {
  const graph = new Map(files.map((file) => [file, imports(file)]));
  assert.ok(graph.get('main.tsx')?.includes('ui/app.tsx'), 'imports are found');
  const done = new Set<string>();
  for (const file of files) assert.equal(circle(graph, [file], done)?.join(' → ') ?? null, null);
  assert.deepEqual(circle(new Map(Object.entries({ a: ['b'], b: ['c'], c: ['b'] })), ['a'], new Set()), [
    'b',
    'c',
    'b',
  ]);
});
