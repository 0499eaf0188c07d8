// What recording a whole class costs: `./dev soak record [PAIRS] [SECONDS] [--save]`, 5 pairs of 60 s by default. Thirty
// people, each sends, sees six and hears three; in turns unrecorded and recorded, all in one run.
import { Verdict, fixed, load, rows } from '../bench/support/load.mjs';
import { words } from './support.mjs';

const { numbers: [pairs = 5, seconds = 60], save } = words();
const MEETING = ['--publishers', 30, '--viewers', 0, '--video', 150000, '--joins', 6, '--warm', 5, '--seconds', seconds];
/** Of one core; and of the delay's 95th percentile, ms or a share of it, whatever is more. */
const LIMITS = { corePercent: 15, delayMs: 2, delayShare: 0.3 };

const middle = (values) => values.toSorted((a, b) => a - b)[values.length >> 1];
const verdict = new Verdict();
const runs = [];
for (let pair = 0; pair < pairs; pair++) {
  const plain = await load(...MEETING);
  const recorded = await load(...MEETING, '--recorded');
  runs.push({
    core: recorded.cpuPercent - plain.cpuPercent,
    plainMs: plain.delayMs.p95,
    recordedMs: recorded.delayMs.p95,
    lost: recorded.lost,
    growth: recorded.room.withAll.residentKib - plain.room.withAll.residentKib,
  });
  const { core, plainMs, recordedMs } = runs.at(-1);
  console.log(`     pair ${pair + 1}: ${fixed(plain.cpuPercent)} → ${fixed(recorded.cpuPercent)} % of a core (+${fixed(core)}), p95 ${fixed(plainMs, 2)} → ${fixed(recordedMs, 2)} ms`);
}
const of = (name) => middle(runs.map((run) => run[name]));
const [core, plainMs, recordedMs] = [of('core'), of('plainMs'), of('recordedMs')];
const lost = runs.reduce((sum, run) => sum + run.lost, 0);
const allowed = Math.max(LIMITS.delayMs, LIMITS.delayShare * plainMs);
verdict.say(core <= LIMITS.corePercent, `recording thirty people takes ${fixed(core)} % of a core more (median of ${pairs} pairs), at most ${LIMITS.corePercent}`);
verdict.say(recordedMs - plainMs <= allowed, `delay p95 ${fixed(plainMs, 2)} → ${fixed(recordedMs, 2)} ms; at most ${fixed(allowed, 2)} ms more`);
verdict.say(lost === 0, `${lost} packets lost while recording`);
rows([[`./dev soak record ${pairs} ${seconds}`, `${verdict.ok ? 'passed' : 'FAILED'}: 30 people recorded: +${fixed(core)} % of a core (pairs: ${runs.map((run) => fixed(run.core)).join(', ')}); p95 ${fixed(plainMs, 2)} → ${fixed(recordedMs, 2)} ms; RSS of the room +${of('growth')} KiB`]], save);
verdict.end();
