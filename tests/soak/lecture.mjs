// Two real browsers among hundreds: one lectures, one listens, the rest of the audience are bots. `./dev soak lecture
// [VIEWERS] [SECONDS] [--save]`, 200 for 30 s by default. What a full hall costs the lecturer's upload (no more: `soak
// seminar` shows that it is no less either) and the listener's picture.
import { spawn } from 'node:child_process';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { Verdict, percent, rows } from '../bench/support/load.mjs';
import { Classroom } from '../e2e/support/classroom.mjs';
import { Service } from '../e2e/support/service.mjs';
import { pause, until } from '../e2e/support/wait.mjs';
import { words } from './support.mjs';

const { numbers: [viewers = 200, seconds = 30], save } = words();
/** The bots are on the loopback, browsers are not. */
const ADDRESSES = Object.values(networkInterfaces()).flat().filter(({ family }) => family === 'IPv4').map(({ address }) => address);
const LIFTED = { 'media.addresses': ADDRESSES.join(), 'http.sockets': '2000', 'http.sockets_per_address': '2000', 'limits.tries_per_minute': '100000', 'limits.tickets': '2000', 'media.allow_loopback': 'true' };
const ALONE_MS = 10_000;
const ENCODER_SETTLES_MS = 15_000;
const LIMITS = { upload: 0.05, loss: 0.0001, allInSeconds: 30 };

/** What the lecturer's browser has sent: bytes of pictures, and how many streams of them it sends. */
const sent = (person) =>
  person.page.evaluate(async () => {
    const videos = (await window.instruments.sending()).filter(({ active, bytes }) => active && bytes > 0);
    return { bytes: videos.reduce((sum, { bytes }) => sum + bytes, 0), streams: videos.length, at: performance.now() };
  });

async function upload(person, work) {
  const before = await sent(person);
  const result = await work();
  const after = await sent(person);
  return [(8 * (after.bytes - before.bytes)) / (after.at - before.at), after.streams, result];
}

function audience(url) {
  const program = join(process.env.SEODANG_BUILD_DIR, 'tests/load/seodang-load');
  const child = spawn(program, ['--room', url, '--viewers', viewers, '--joins', 60, '--seconds', seconds].map(String));
  let [told, report] = ['', ''];
  child.stderr.on('data', (text) => (told += text));
  child.stdout.on('data', (text) => (report += text));
  const over = new Promise((resolve, reject) =>
    child.on('close', (status) => (status === 0 ? resolve(JSON.parse(report)) : reject(new Error(told)))),
  );
  over.catch(() => undefined); // told by whoever waits for it
  return { over, in: () => until('the audience is in', () => told.includes('in\n') || child.exitCode !== null, 60_000) };
}

const classroom = Classroom.alone(await Service.start(LIFTED));
const verdict = new Verdict();
try {
  const [lecturer, listener] = await classroom.open(['Lecturer', 'Lia'], { kind: 'seminar' });
  await listener.sees([lecturer]);
  await pause(ENCODER_SETTLES_MS);
  const [alone, streams] = await upload(lecturer, () => pause(ALONE_MS));
  const hall = audience(`${classroom.service.url}/r/${classroom.number}`);
  await hall.in();
  await listener.page.evaluate((name) => window.instruments.watchQuality(name).then((tell) => (window.tellQuality = tell)), lecturer.name);
  const [watched, streamsWatched, quality] = await upload(lecturer, async () => {
    await pause(seconds * 1000 - 3000);
    return listener.page.evaluate(() => window.tellQuality());
  });
  await listener.sees([lecturer]);
  const report = await hall.over;
  const { received, lost, allInSeconds } = report;
  const loss = lost / (received + lost);
  verdict.say(allInSeconds <= LIMITS.allInSeconds, `${viewers} are in, with picture and sound, after ${allInSeconds.toFixed(1)} s; at most ${LIMITS.allInSeconds} s`);
  verdict.say(loss <= LIMITS.loss, `lost ${lost} of ${received + lost} packets: ${percent(loss)}`);
  verdict.say(streams === streamsWatched && watched <= alone * (1 + LIMITS.upload), `the lecturer sends ${streams} layers, ${alone.toFixed(0)} kbit/s, to one; ${streamsWatched} layers, ${watched.toFixed(0)} kbit/s, to all`);
  verdict.say(quality.freezes === 0 && quality.lost === 0, `the listener in Chromium: ${quality.frames} frames, ${quality.freezes} freezes, longest gap ${quality.gap} ms, ${quality.lost} packets lost, ${(100 * quality.invented).toFixed(2)} % of the sound made up`);
  rows([[`./dev soak lecture ${viewers} ${seconds}`, `${verdict.ok ? 'passed' : 'FAILED'}: lost ${lost} of ${received + lost}; in after ${allInSeconds.toFixed(1)} s; upload ${alone.toFixed(0)} → ${watched.toFixed(0)} kbit/s; listener: ${quality.frames} frames, ${quality.freezes} freezes, longest gap ${quality.gap} ms`]], save);
} finally {
  await classroom.close();
}
verdict.end();
