// A load that goes on for minutes, and what must hold in it and after it.
import { Verdict, fixed, load, percent, rows } from '../bench/support/load.mjs';

/** The words that are numbers, and whether --save is among the others. */
export function words() {
  const all = process.argv.slice(2);
  return { numbers: all.filter((word) => /^[\d.]+$/.test(word)).map(Number), save: all.includes('--save') };
}

const three = ({ p50, p95, p99 }) => [p50, p95, p99].map((ms) => fixed(ms, 2)).join('/');

/** `limits`: { delayMs, loss, allInSeconds?, upload? }; upload: by which share the host's may change once all watch. */
export async function soak(command, limits, save, ...options) {
  const report = await load(...options);
  const verdict = new Verdict();
  judgeMedia(verdict, report, limits);
  judgeAudience(verdict, report, limits);
  judgeLeaving(verdict, report);
  const { delayMs, bots, room } = report;
  const rate = Math.round(report.received / report.seconds);
  const cost = `${fixed(report.usPerPacket)} µs per forwarded packet`;
  console.log(`     ${cost}, ${rate} packets/s, ${fixed(report.cpuPercent)} % of a core; bots ${fixed(bots.cpuPercent)} %`);
  const lost = `lost ${report.lost} of ${report.received + report.lost}`;
  const figure = [lost, `delay p50/p95/p99 ${three(delayMs)} ms`, cost, `room ${change(room)}`].join('; ');
  rows([[command, `${verdict.ok ? 'passed' : 'FAILED'}: ${figure}`]], save);
  verdict.end();
}

function judgeMedia(verdict, report, limits) {
  const { delayMs, streams, bots, lost, received, loss, duplicates, unauthentic, unknown } = report;
  verdict.say(loss <= limits.loss, `lost ${lost} of ${received + lost} packets: ${percent(loss)}, at most ${percent(limits.loss)}`);
  verdict.say(delayMs.p95 <= limits.delayMs, `delay p50/p95/p99 ${three(delayMs)} ms; p95 at most ${limits.delayMs} ms`);
  verdict.say(streams.live === streams.expected, `${streams.live} of ${streams.expected} streams still arrive at the end`);
  const clean = duplicates === 0 && unauthentic === 0 && unknown === 0;
  verdict.say(clean, `${duplicates} packets twice, ${unauthentic} not authentic, ${unknown} of unknown streams`);
  verdict.say(bots.dropped === 0, `${bots.dropped} packets came too fast for the bots`);
}

function judgeAudience(verdict, { join, upload }, limits) {
  if (limits.allInSeconds) verdict.say(join.allInSeconds <= limits.allInSeconds, `all are in, with picture and sound, after ${fixed(join.allInSeconds)} s; at most ${limits.allInSeconds} s`);
  if (!limits.upload) return;
  const change = upload.watched / upload.alone - 1;
  const rates = [upload.alone, upload.watched].map((rate) => `${fixed(rate / 1000)} kbit/s`).join(' → ');
  verdict.say(Math.abs(change) <= limits.upload, `the host's upload, alone and watched by all: ${rates}, at most ${limits.upload * 100} % apart`);
}

function judgeLeaving(verdict, report) {
  for (const name of ['room', 'service'])
    verdict.say(report[name].back, `all others have left, the ${name} is back where it began: ${change(report[name])}`);
  verdict.say(report.processesAfter === 2, `the room is closed: ${report.processesAfter} processes, the service and its spare`);
  verdict.say(report.exitStatus === 0, `the service ended with status ${report.exitStatus}`);
}

function change({ before, withAll, after }) {
  const way = (name) => `${before[name]} → ${withAll[name]} → ${after[name]}`;
  return `threads ${way('threads')}, descriptors ${way('descriptors')}, UDP ports ${way('udpPorts')}, RSS ${way('residentKib')} KiB`;
}
