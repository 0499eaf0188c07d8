// A load that goes on for minutes, and what must hold in it and after it.
import { Verdict, fixed, load, percent, rows } from '../bench/support/load.mjs';

/** The words that are numbers, and whether --save is among the others. */
export function words() {
  const all = process.argv.slice(2);
  return { numbers: all.filter((word) => /^[\d.]+$/.test(word)).map(Number), save: all.includes('--save') };
}

/** `limits`: { delayMs, loss }. */
export async function soak(command, limits, save, ...options) {
  const report = await load(...options);
  const verdict = new Verdict();
  const { delayMs, streams, bots, room, service } = report;
  verdict.say(report.loss <= limits.loss, `lost ${report.lost} of ${report.received + report.lost} packets: ${percent(report.loss)}, at most ${percent(limits.loss)}`);
  verdict.say(delayMs.p95 <= limits.delayMs, `delay p50 ${fixed(delayMs.p50, 2)}, p95 ${fixed(delayMs.p95, 2)}, p99 ${fixed(delayMs.p99, 2)} ms; p95 at most ${limits.delayMs}`);
  verdict.say(streams.live === streams.expected, `${streams.live} of ${streams.expected} streams still arrive at the end`);
  verdict.say(report.duplicates === 0 && report.unauthentic === 0 && report.unknown === 0, `${report.duplicates} packets twice, ${report.unauthentic} not authentic, ${report.unknown} of unknown streams`);
  verdict.say(bots.dropped === 0, `${bots.dropped} packets came too fast for the bots`);
  for (const [name, tide] of [['room', room], ['service', service]])
    verdict.say(tide.back, `when all others have left, the ${name} is back where it began: ${change(tide)}`);
  verdict.say(report.processesAfter === 2, `when the room is closed there are ${report.processesAfter} processes: the service and its spare`);
  verdict.say(report.exitStatus === 0, `the service ended with status ${report.exitStatus}`);
  console.log(`     ${fixed(report.usPerPacket)} µs per forwarded packet, ${fixed(report.cpuPercent)} % of a core, ${Math.round(report.received / report.seconds)} packets/s, bots ${fixed(bots.cpuPercent)} %`);
  rows([[command, `${verdict.ok ? 'passed' : 'FAILED'}: lost ${report.lost} of ${report.received + report.lost}; delay p50/p95/p99 ${fixed(delayMs.p50, 2)}/${fixed(delayMs.p95, 2)}/${fixed(delayMs.p99, 2)} ms; ${fixed(report.usPerPacket)} µs per packet; room ${change(room)}`]], save);
  verdict.end();
}

function change({ before, withAll, after }) {
  const way = (name) => `${before[name]} → ${withAll[name]} → ${after[name]}`;
  return `threads ${way('threads')}, descriptors ${way('descriptors')}, UDP ports ${way('udpPorts')}, RSS ${way('residentKib')} KiB`;
}
