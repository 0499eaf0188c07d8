// People come and go where five stay: `./dev soak churn [CYCLES] [--save]`, a thousand by default. What each visit leaves
// behind in the room's process and in the service, once pools are full.
import { Verdict, fixed, load, rows } from '../bench/support/load.mjs';
import { words } from './support.mjs';

const LEAST_CYCLES = 400; // before the 200th nothing is judged
const ROOM_BYTES = 2048, SERVICE_BYTES = 2048;

const { numbers: [wanted = 1000], save } = words();
const cycles = Math.max(wanted, LEAST_CYCLES);
const report = await load('--churn', cycles);
const [first, last] = [report.samples[0], report.samples.at(-1)];
const verdict = new Verdict();
const kib = (bytes) => `${fixed(bytes / 1024, 2)} KiB`;
for (const [name, bytes, most] of [
  ['room', report.roomBytesPerCycle, ROOM_BYTES],
  ['service', report.serviceBytesPerCycle, SERVICE_BYTES],
]) {
  verdict.say(bytes <= most, `${name}: ${kib(bytes)} per cycle from the 200th on, at most ${kib(most)}`);
  const way = (what) => `${first[name][what]} → ${last[name][what]}`;
  const same = ['threads', 'descriptors', 'udpPorts'].every((what) => first[name][what] === last[name][what]);
  const counts = `threads ${way('threads')}, descriptors ${way('descriptors')}, UDP ports ${way('udpPorts')}`;
  verdict.say(same, `${name}: ${counts}, RSS ${way('residentKib')} KiB`);
}
verdict.say(report.exitStatus === 0, `the service ended with status ${report.exitStatus}`);
const growth = `from the 200th cycle on ${kib(report.roomBytesPerCycle)} per cycle in the room, ${kib(report.serviceBytesPerCycle)} in the service`;
const counts = `room RSS ${first.room.residentKib} → ${last.room.residentKib} KiB, threads ${first.room.threads} → ${last.room.threads}, descriptors ${first.room.descriptors} → ${last.room.descriptors}`;
rows([[`./dev soak churn ${cycles}`, `${verdict.ok ? 'passed' : 'FAILED'}: ${growth}; ${counts}`]], save);
verdict.end();
