// A lesson over lines that lose packets: `./dev soak loss [SECONDS] [--save]`, a minute of each of four by default.
// What was lost, repaired and missed.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { rows } from '../bench/support/load.mjs';
import { words } from './support.mjs';

const { numbers: [seconds = 60], save } = words();
const program = join(process.env.SEODANG_BUILD_DIR, 'tests/room/loss');
const child = spawn(program, [String(seconds)], { stdio: ['ignore', 'pipe', 'inherit'] });
let text = '';
child.stdout.on('data', (chunk) => {
  text += chunk;
  process.stdout.write(chunk);
});
child.on('close', (status) => {
  const scenes = [...text.matchAll(/^= (.+?) \| (.+)$/gm)];
  rows(scenes.map(([, name, figures]) => [`./dev soak loss ${seconds}`, `${name}: ${figures}`]), save);
  process.exit(status ?? 1);
});
