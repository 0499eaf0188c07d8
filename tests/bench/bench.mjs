// `./dev bench`: what the service costs per forwarded packet, per join and per participant. Figures, not verdicts.
//   bench.mjs [--save] [--runs N] [SCENARIO…]
import { cpus } from 'node:os';
import { fixed, median, percent, rows } from './support/load.mjs';

// sfuload's publishers send 540 kbit/s: so its figures and these are of the same load.
const SCENARIOS = {
  'one-to-10': ['--seminar', '--publishers', 1, '--viewers', 10, '--seconds', 15],
  'one-to-100': ['--seminar', '--publishers', 1, '--viewers', 100, '--joins', 60],
  'meeting-30': ['--publishers', 30, '--joins', 28],
};
const COMMON = ['--video', 540_000, '--pin', '--warm', 2];
const SECONDS = ['--seconds', 8];

const words = process.argv.slice(2);
const save = words.includes('--save');
const runs = words.includes('--runs') ? Number(words[words.indexOf('--runs') + 1]) : 3;
const wanted = words.filter((word) => word in SCENARIOS);

function people(options) {
  const value = (name) => (options.includes(name) ? options[options.indexOf(name) + 1] : 0);
  return value('--publishers') + value('--viewers');
}

/** Each figure with what it means. */
function explain(report, count) {
  const each = (report.room.withAll.residentKib - report.room.before.residentKib) / (count - 1);
  const threads = (report.room.withAll.threads - report.room.before.threads) / (count - 1);
  const files = (report.room.withAll.descriptors - report.room.before.descriptors) / (count - 1);
  const { join, delayMs, bots, streams } = report;
  return [
    [`${fixed(report.usPerPacket)} µs`, `CPU of service and room (user + system, receiving included) per packet that reached a viewer`],
    [`${fixed(report.cpuPercent)} %`, `of one core, for ${Math.round(report.received / report.seconds)} packets/s to viewers and ${Math.round(report.sent / report.seconds)} from publishers`],
    [`${fixed(delayMs.p50, 2)} / ${fixed(delayMs.p95, 2)} / ${fixed(delayMs.p99, 2)} ms`, `p50 / p95 / p99 from a publisher's send to a viewer's socket (${delayMs.samples} samples)`],
    [`${report.lost} (${percent(report.loss)})`, `holes that the server added to the streams; twice came ${report.duplicates}`],
    [`${streams.live} of ${streams.expected}`, `streams that viewers should get and got at the end`],
    [`${fixed(join.cpuMs)} ms`, `CPU of one join: negotiation, DTLS, graph; without the packets forwarded meanwhile`],
    [`${fixed(join.readyP50, 0)} / ${fixed(join.readyMax, 0)} ms`, `p50 / slowest from the first byte of signalling to keys; first picture ${fixed(join.videoP50, 0)} / ${fixed(join.videoMax, 0)} ms`],
    [`${fixed(each, 0)} KiB`, `resident memory of the room per participant`],
    [`${fixed(threads)}, ${fixed(files)}`, `threads and descriptors of the room per participant (${report.room.withAll.threads} and ${report.room.withAll.descriptors} in all)`],
    [`${fixed(bots.cpuPercent)} %`, `of one core used by the bots; their longest pause was ${fixed(bots.longestPauseMs)} ms, ${bots.dropped} packets came too fast for them`],
  ];
}

function row(report, count) {
  const { join, delayMs } = report;
  const each = (report.room.withAll.residentKib - report.room.before.residentKib) / (count - 1);
  return `${fixed(report.usPerPacket)} µs CPU per forwarded packet at ${Math.round(report.received / report.seconds)}/s; delay p50/p95/p99 ${fixed(delayMs.p50, 2)}/${fixed(delayMs.p95, 2)}/${fixed(delayMs.p99, 2)} ms; lost ${report.lost}; join ${fixed(join.cpuMs)} ms CPU; ${fixed(each, 0)} KiB RSS per participant; room: ${report.room.withAll.threads} threads, ${report.room.withAll.descriptors} descriptors`;
}

const table = [];
for (const name of wanted.length ? wanted : Object.keys(SCENARIOS)) {
  const options = SCENARIOS[name];
  const report = await median(runs, ...COMMON, ...(options.includes('--seconds') ? [] : SECONDS), ...options);
  console.log(`\n${name}, median of ${runs} run${runs > 1 ? 's' : ''}${cpus().length > 1 ? ', service on core 0, bots on the others' : ''}`);
  for (const [figure, meaning] of explain(report, people(options))) console.log(`  ${figure.padStart(22)}  ${meaning}`);
  table.push([`./dev bench ${name}`, `${runs > 1 ? `median of ${runs}: ` : ''}${row(report, people(options))}`]);
}
rows(table, save);
