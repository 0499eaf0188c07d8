// Nothing is lost: `./dev soak kill [KILLS] [--save]`, 100 by default. Three people in real browsers are recorded while the
// room's process, the service, both at once, or a job are killed with SIGKILL at random moments. After each: whoever was
// written is written again by itself, and what had been written ends less than two seconds before the kill. At the end
// the host saves, and every file is there, plays to its end and has what the segments had.
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { Verdict, rows } from '../bench/support/load.mjs';
import { Classroom } from '../e2e/support/classroom.mjs';
import { Service } from '../e2e/support/service.mjs';
import { pause, until } from '../e2e/support/wait.mjs';
import { words } from './support.mjs';

const { numbers: [kills = 100], save } = words();
const SOURCES = ['camera', 'microphone'];
const LOST_MS = 2000;
const BACK_MS = 40_000;
const SMALL = { width: 480, height: 360 };
const run = promisify(execFile);
const random = (least, most) => least + Math.random() * (most - least);

const classroom = Classroom.alone(await Service.start({ 'recording.jobs': '1' }));
const { service } = classroom;
let segments;

/** `{participant, source, from, path}` of every segment there is, oldest first. */
async function written() {
  const files = (await readdir(segments).catch(() => [])).filter((name) => name.endsWith('.webm'));
  const parts = files.map((name) => [name, ...basename(name, '.webm').split('.')]);
  return parts
    .map(([name, participant, source, from]) => ({ participant, source, from: Number(from), path: join(segments, name) }))
    .sort((a, b) => a.from - b.from);
}

/** The end of what a segment holds, UTC ms: of its last whole packet. */
async function endOf({ path, from }) {
  const options = ['-v', 'error', '-select_streams', '0', '-show_entries', 'packet=pts_time', '-of', 'csv=p=0', path];
  const { stdout } = await run('ffprobe', options).catch(({ stdout }) => ({ stdout }));
  const times = stdout.split('\n').map(parseFloat).filter(Number.isFinite);
  return from + 1000 * Math.max(0, ...times);
}

/** Of each person's camera and microphone the newest segment that began before `at`. */
async function newestBefore(at) {
  const newest = new Map();
  for (const segment of await written()) if (segment.from < at) newest.set(`${segment.participant} ${segment.source}`, segment);
  return newest;
}

/** All three are being written: a segment of each source that began after `since`. */
const writing = (since, people = classroom.people.length) =>
  until(
    'everyone is written again',
    async () => {
      const fresh = (await written()).filter(({ from }) => from >= since);
      const sources = new Set(fresh.map(({ participant, source }) => `${participant} ${source}`));
      return sources.size === people * SOURCES.length;
    },
    BACK_MS,
  );

async function roomProcess() {
  return (await service.roomProcesses()).find((pid) => Service.udpSockets(pid) > 0);
}

const host = () => classroom.people[0];
const call = (method, params) =>
  host().page.evaluate((name, values) => window.seodang.room.connection.call(name, values), method, params);
const lists = async () => (await call('recording.list', {})).recordings;

async function restart() {
  await service.kill('SIGKILL');
  await service.run();
}

/** The first job that the service starts within a second; null: it was faster than we can look. */
async function jobOf(pid) {
  for (const end = Date.now() + 1000; Date.now() < end; await pause(1)) {
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ');
    const job = children.find((child) => child && commandOf(child).includes('--job'));
    if (job) return Number(job);
  }
  return null;
}

function commandOf(pid) {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return '';
  }
}

/** What is killed, and how everything is as it was again. Each gives the time of the kill. */
const strikes = {
  async room() {
    const pid = await roomProcess();
    process.kill(pid, 'SIGKILL');
    return Date.now();
  },
  async service() {
    const at = Date.now();
    await restart();
    return at;
  },
  async both() {
    const pid = await roomProcess();
    process.kill(pid, 'SIGKILL');
    const at = Date.now();
    await restart();
    return at;
  },
  /** A section is stopped, and the job that joins it is killed. */
  async job() {
    const { recording } = await call('recording.start', {});
    await pause(1500);
    await call('recording.stop', { id: recording.id });
    const job = await jobOf(service.process.pid);
    if (job) process.kill(job, 'SIGKILL');
    await until('the section is ready nevertheless', async () => (await lists()).find(({ id }) => id === recording.id)?.state === 'ready', BACK_MS);
    return null;
  },
};

/** The lesson's directory: that with the longest files. */
async function checkFiles(directory, span) {
  const all = (await readdir(directory, { recursive: true })).map((name) => join(directory, name));
  verdict.say(!all.some((name) => name.endsWith('.part')), 'no file is left half made');
  const lengths = new Map();
  for (const path of all.filter((name) => name.endsWith('.webm'))) lengths.set(path, await endOf({ path, from: 0 }));
  const lesson = [...lengths].toSorted(([, a], [, b]) => b - a).slice(0, classroom.people.length);
  for (const [path, length] of lesson) {
    const { stderr } = await run('ffmpeg', ['-v', 'error', '-i', path, '-f', 'null', '-']);
    const good = stderr === '' && Math.abs(length - span) < 3000;
    verdict.say(good, `${basename(path)}: plays without a fault, ${(length / 1000).toFixed(1)} s of ${(span / 1000).toFixed(1)} ${stderr.slice(0, 200)}`);
  }
}

const verdict = new Verdict();
const worst = { room: 0, service: 0, both: 0, job: 0 };
const counts = { room: 0, service: 0, both: 0, job: 0 };
try {
  for (const [index, name] of ['Host', 'Ann', 'Bob'].entries()) await classroom.arrive(name, 'chromium', { viewport: SMALL, index });
  const [first, ...guests] = classroom.people;
  classroom.number = await first.create(service.url);
  for (const guest of guests) await guest.join(service.url, classroom.number);
  const room = await first.page.evaluate(() => window.seodang.room.info.value.id);
  segments = join(service.data, 'recordings', room, 'segments');
  await writing(0);
  const names = Object.keys(strikes);
  for (let kill = 0; kill < kills; kill++) {
    const name = names[Math.floor(Math.random() * names.length)];
    await pause(random(500, 4000));
    const at = await strikes[name]();
    counts[name]++;
    if (at === null) continue;
    const ends = await Promise.all([...(await newestBefore(at)).values()].map(endOf));
    const lost = Math.max(...ends.map((end) => at - end));
    worst[name] = Math.max(worst[name], lost);
    if (lost >= LOST_MS) verdict.say(false, `kill ${kill + 1} (${name}): ${Math.round(lost)} ms were lost`);
    await writing(at);
    if ((kill + 1) % 10 === 0) console.log(`     ${kill + 1} kills; most lost: ${JSON.stringify(worst)} ms`);
  }
  const before = await written();
  const span = Math.max(...(await Promise.all(before.slice(-2 * classroom.people.length).map(endOf)))) - before[0].from;
  await host().leave();
  await host().page.waitForSelector('.leave-dialog [data-action=leave-save]');
  await host().click('.leave-dialog [data-action=leave-save]');
  await host().page.waitForSelector('.ended-recordings [data-ready=true]', { timeout: 300_000 });
  const states = await host().page.$$eval('.recording', (all) => all.map(({ dataset }) => dataset.state));
  const marked = await host().page.$('.recording[data-kind=lesson] .chip');
  verdict.say(states.every((state) => state === 'ready') && marked, `${states.length} recordings are ready, the lesson is marked as recovered`);
  await checkFiles(join(service.data, 'recordings', room, 'files'), span);
  const total = Object.entries(counts).map(([name, count]) => `${name} ${count}`).join(', ');
  verdict.say(Math.max(...Object.values(worst)) < LOST_MS, `${kills} kills (${total}); most lost: ${JSON.stringify(worst)} ms`);
  rows([[`./dev soak kill ${kills}`, `${verdict.ok ? 'passed' : 'FAILED'}: ${total}; most lost, ms: ${Object.entries(worst).map(([name, ms]) => `${name} ${Math.round(ms)}`).join(', ')}`]], save);
} finally {
  await classroom.close();
}
verdict.end();
