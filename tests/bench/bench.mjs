// `./dev bench`: what the service costs per forwarded packet, per join and per participant. Figures, not verdicts.
//   bench.mjs [--save] [--runs N] [SCENARIO…]
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { fixed, median, percent, rows } from './support/load.mjs';

// sfuload's publishers send 540 kbit/s: so its figures and these are of the same load.
const SCENARIOS = {
  'one-to-10': ['--seminar', '--publishers', 1, '--viewers', 10, '--seconds', 15],
  'one-to-100': ['--seminar', '--publishers', 1, '--viewers', 100, '--joins', 60],
  'meeting-30': ['--publishers', 30, '--joins', 28],
};
const COMMON = ['--video', 540_000, '--pin', '--warm', 2];
const SECONDS = ['--seconds', 8];

const { values, positionals: wanted } = parseArgs({
  options: { save: { type: 'boolean' }, runs: { type: 'string', default: '3' } },
  allowPositionals: true,
});
const runs = Number(values.runs);
const unknown = wanted.filter((name) => !(name in SCENARIOS));
if (unknown.length) throw new Error(`no scenario ${unknown.join(', ')}; there are ${Object.keys(SCENARIOS).join(', ')}`);

function people(options) {
  const value = (name) => (options.includes(name) ? options[options.indexOf(name) + 1] : 0);
  return value('--publishers') + value('--viewers');
}

/** What one participant more adds to the room's process. */
function perParticipant({ room }, count) {
  const each = (name) => (room.withAll[name] - room.before[name]) / (count - 1);
  return { kib: each('residentKib'), threads: each('threads'), descriptors: each('descriptors') };
}

const perSecond = (report, name) => Math.round(report[name] / report.seconds);
const three = ({ p50, p95, p99 }) => [p50, p95, p99].map((ms) => fixed(ms, 2)).join('/');

/** Each figure with what it means. */
function explain(report, count) {
  const { join, delayMs, bots, streams, room } = report;
  const each = perParticipant(report, count);
  return [
    [`${fixed(report.usPerPacket)} µs`, 'CPU of service and room (user + system, receiving included) per packet that reached a viewer'],
    [`${fixed(report.cpuPercent)} %`, `of a core, for ${perSecond(report, 'received')} packets/s to viewers, ${perSecond(report, 'sent')} from publishers`],
    [`${three(delayMs)} ms`, `p50/p95/p99 from a publisher's send to a viewer's socket, of voice packets and whole pictures (${delayMs.samples} samples)`],
    [`${report.lost} (${percent(report.loss)})`, `holes that the server added to the streams; ${report.duplicates} packets came twice`],
    [`${streams.live} of ${streams.expected}`, 'streams that viewers should get and still got at the end'],
    [`${fixed(join.cpuMs)} ms`, 'CPU of a join: negotiation, DTLS, graph; without the packets forwarded meanwhile'],
    [`${fixed(join.readyP50, 0)}, at most ${fixed(join.readyMax, 0)} ms`, 'from the first byte of signalling to keys for receiving'],
    [`${fixed(join.videoP50, 0)}, at most ${fixed(join.videoMax, 0)} ms`, '… to the first packet of a picture'],
    [`${fixed(each.kib, 0)} KiB`, 'resident memory of the room per participant'],
    [`${fixed(each.threads)}, ${fixed(each.descriptors)}`, `threads and descriptors per participant (in all ${room.withAll.threads}, ${room.withAll.descriptors})`],
    [`${fixed(bots.cpuPercent)} %`, `of a core for the bots; longest pause ${fixed(bots.longestPauseMs)} ms, ${bots.dropped} packets too fast for them`],
  ];
}

function row(report, count) {
  const each = perParticipant(report, count);
  return [
    `${fixed(report.usPerPacket)} µs CPU per forwarded packet at ${perSecond(report, 'received')}/s`,
    `delay p50/p95/p99 ${three(report.delayMs)} ms`,
    `lost ${report.lost}`,
    `join ${fixed(report.join.cpuMs)} ms CPU`,
    `per participant ${fixed(each.kib, 0)} KiB RSS, ${fixed(each.threads)} threads, ${fixed(each.descriptors)} descriptors`,
  ].join('; ');
}

const table = [];
for (const name of wanted.length ? wanted : Object.keys(SCENARIOS)) {
  const options = SCENARIOS[name];
  const report = await median(runs, ...COMMON, ...(options.includes('--seconds') ? [] : SECONDS), ...options);
  const cores = cpus().length > 1 ? ', service on core 0, bots on the others' : '';
  console.log(`\n${name}, median of ${runs} run${runs > 1 ? 's' : ''}${cores}`);
  for (const [figure, meaning] of explain(report, people(options))) console.log(`  ${figure.padStart(22)}  ${meaning}`);
  table.push([`./dev bench ${name}`, `${runs > 1 ? `median of ${runs}: ` : ''}${row(report, people(options))}`]);
}
rows(table, values.save);
