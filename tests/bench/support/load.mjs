// Runs seodang-load, and writes what it measured: to people, and as rows of tests/bench/RESULTS.md.
import { execFileSync, spawn } from 'node:child_process';
import { appendFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const SOURCE = fileURLToPath(new URL('../../../', import.meta.url));
const BUILD = process.env.SEODANG_BUILD_DIR ?? join(SOURCE, 'build-release');
const RESULTS = join(SOURCE, 'tests/bench/RESULTS.md');

/** One run in a process of its own; what it says while it works is passed on. Its report. */
export async function load(...options) {
  const program = join(BUILD, 'tests/load/seodang-load');
  const fixed = ['--service', join(BUILD, 'src/seodang'), '--config', join(SOURCE, 'data/bench.toml')];
  const child = spawn(program, [...fixed, ...options.map(String)], { stdio: ['ignore', 'pipe', 'inherit'] });
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => child.kill('SIGKILL')); // its service ends with it
  let text = '';
  child.stdout.on('data', (chunk) => (text += chunk));
  const status = await new Promise((resolve) => child.on('close', resolve));
  if (status !== 0) throw new Error(`seodang-load ended with status ${status}`);
  return JSON.parse(text);
}

/** Several runs; of each figure the median. Figures that are not numbers are the first run's. */
export async function median(runs, ...options) {
  const reports = [];
  for (let run = 0; run < runs; run++) reports.push(await load(...options));
  return middle(reports);
}

function middle(values) {
  if (typeof values[0] === 'number') return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
  if (typeof values[0] !== 'object' || values[0] === null) return values[0];
  return Object.fromEntries(Object.keys(values[0]).map((key) => [key, middle(values.map((value) => value[key]))]));
}

const git = (...words) => execFileSync('git', ['-C', SOURCE, ...words], { encoding: 'utf8' }).trim();

function machine() {
  const model = cpus()[0].model.replace(/\((R|TM)\)/g, '').replace(/\s+/g, ' ').trim();
  return `${cpus().length}, ${model}`;
}

/** Rows of the table in RESULTS.md: [command, figure] each. Printed; appended to the file if `save`. */
export function rows(figures, save) {
  const commit = git('rev-parse', '--short', 'HEAD') + (git('status', '--porcelain', '-uno') ? '+' : '');
  const built = basename(BUILD) === 'build-release' ? '' : ` (${basename(BUILD)})`;
  const date = new Date().toISOString().slice(0, 10);
  const text = figures
    .map(([command, figure]) => `| ${date} | ${machine()} | ${commit} | \`${command}\`${built} | ${figure} |\n`)
    .join('');
  console.log(`\nFor tests/bench/RESULTS.md${save ? ' (appended)' : ' (--save appends it)'}:\n${text}`);
  if (save) appendFileSync(RESULTS, text);
}

/** Prints a verdict per line; the exit status is 1 if one of them is bad. */
export class Verdict {
  ok = true;

  say(good, text) {
    this.ok &&= good;
    console.log(`${good ? 'ok  ' : 'FAIL'} ${text}`);
  }

  end() {
    console.log(this.ok ? 'passed' : 'failed');
    process.exitCode = this.ok ? 0 : 1;
  }
}

export const fixed = (value, digits = 1) => value.toFixed(digits);
export const percent = (share) => `${(share * 100).toFixed(4)} %`;
