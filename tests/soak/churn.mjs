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
verdict.say(report.roomBytesPerCycle <= ROOM_BYTES, `room: ${kib(report.roomBytesPerCycle)} per cycle from the 200th on, at most ${kib(ROOM_BYTES)}`);
verdict.say(report.serviceBytesPerCycle <= SERVICE_BYTES, `service: ${kib(report.serviceBytesPerCycle)} per cycle from the 200th on, at most ${kib(SERVICE_BYTES)}`);
for (const name of ['room', 'service']) {
  const way = (what) => `${first[name][what]} → ${last[name][what]}`;
  const same = ['threads', 'descriptors', 'udpPorts'].every((what) => first[name][what] === last[name][what]);
  verdict.say(same, `${name}: threads ${way('threads')}, descriptors ${way('descriptors')}, UDP ports ${way('udpPorts')}, RSS ${way('residentKib')} KiB`);
}
verdict.say(report.exitStatus === 0, `the service ended with status ${report.exitStatus}`);
rows([[`./dev soak churn ${cycles}`, `${verdict.ok ? 'passed' : 'FAILED'}: from the 200th cycle on ${kib(report.roomBytesPerCycle)} per cycle in the room, ${kib(report.serviceBytesPerCycle)} in the service; room RSS ${first.room.residentKib} → ${last.room.residentKib} KiB, threads ${first.room.threads} → ${last.room.threads}, descriptors ${first.room.descriptors} → ${last.room.descriptors}`]], save);
verdict.end();
