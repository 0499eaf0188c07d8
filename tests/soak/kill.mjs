// Nothing is lost: `./dev soak kill [KILLS] [--save]`, 100 by default. Three people in real browsers are recorded while the
// room's process, the service, both at once, or a job are killed with SIGKILL at random moments. After each: whoever was
// written is written again by itself, and what had been written ends less than two seconds before the kill. At the end
// the host saves, and every file is there, plays to its end and has what the segments had.
import { execFile } from 'node:child_process';
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
    const job = await until('the job', async () => {
      const { stdout } = await run('pgrep', ['-P', String(service.process.pid), '-f', 'seodang-room --job join']).catch(() => ({ stdout: '' }));
      return Number(stdout.split('\n')[0]) || null;
    });
    process.kill(job, 'SIGKILL');
    await until('the section is ready nevertheless', async () => (await lists()).find(({ id }) => id === recording.id)?.state === 'ready', BACK_MS);
    return null;
  },
};

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
  await call('room.leave', { end: true, save: true });
  const lesson = await until('all is joined', async () => {
    const all = await lists();
    return all.every(({ state }) => state === 'ready' || state === 'failed') && all.find(({ kind }) => kind === 'lesson');
  }, 300_000);
  verdict.say(lesson.state === 'ready' && lesson.recovered, `the lesson is ${lesson.state}, marked recovered: ${lesson.recovered}`);
  verdict.say(lesson.files.length === 3 && lesson.files.every(({ state }) => state === 'ready'), `${lesson.files.length} files, one of each person`);
  for (const file of lesson.files) {
    const path = join(service.data, 'file.webm');
    await run('curl', ['-sf', '-o', path, service.url + file.url]);
    const { stderr } = await run('ffmpeg', ['-v', 'error', '-i', path, '-f', 'null', '-']);
    const length = await endOf({ path, from: 0 });
    const span = Math.max(...(await Promise.all(before.slice(-6).map(endOf)))) - before[0].from;
    verdict.say(stderr === '' && Math.abs(length - span) < 3000, `${file.name}: plays without a fault, ${(length / 1000).toFixed(1)} s of ${(span / 1000).toFixed(1)}`);
  }
  const total = Object.entries(counts).map(([name, count]) => `${name} ${count}`).join(', ');
  verdict.say(Math.max(...Object.values(worst)) < LOST_MS, `${kills} kills (${total}); most lost: ${JSON.stringify(worst)} ms`);
  rows([[`./dev soak kill ${kills}`, `${verdict.ok ? 'passed' : 'FAILED'}: ${total}; most lost, ms: ${Object.entries(worst).map(([name, ms]) => `${name} ${Math.round(ms)}`).join(', ')}`]], save);
} finally {
  await classroom.close();
}
verdict.end();
