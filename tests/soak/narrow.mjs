// What a viewer gets whose line is narrower than what there is to see: two people with cameras full of detail on good
// lines, who look at each other, and a third who looks at both through a bottleneck (support/line.mjs). The height of a
// picture tells which layer it is. `./dev soak narrow`: not in the suite, since three browsers that encode and decode in
// full need more than two cores to judge a line rightly; what it decides by is tested in unit/room (Downlink, Planner).
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { detailedClip } from '../e2e/support/clip.mjs';
import { figures } from '../e2e/support/figures.mjs';
import { Line } from '../e2e/support/line.mjs';
import { Person } from '../e2e/support/person.mjs';
import { Service } from '../e2e/support/service.mjs';
import { pause, until } from '../e2e/support/wait.mjs';

/** Who is recorded sends the large layer whether anybody watches it or not. */
const UNRECORDED = { 'recording.automatic': 'false' };
const LARGE = 360;
const SMALL = 180;
/** Two small layers and a voice need about 370 kbit/s, one large layer alone 1,800. */
const NARROW = { kbps: 400, queueMs: 150, delayMs: 20 };
const WIDE = { kbps: 3000, queueMs: 150, delayMs: 20 };
const SETTLES_MS = 10_000;
const WATCHED_MS = 10_000;
const CHANGES = 2;
const INVENTED = 0.05;
/** Two tiles above each other, each worth the large layer. */
const WINDOW = { width: 560, height: 760 };

let clip, service, line;
let ada, ben, viewer;

before(async () => {
  [clip, service] = await Promise.all([detailedClip(640, LARGE), Service.start(UNRECORDED)]);
  line = new Line({ up: { delayMs: 20 }, down: NARROW, seed: 5 });
  [ada, ben, viewer] = await Promise.all([
    Person.arrive('Ada', 0, 'chromium', { clip: clip.path, viewport: WINDOW }),
    Person.arrive('Ben', 1, 'chromium', { clip: clip.path, viewport: WINDOW }),
    Person.arrive('Cho', 2, 'chromium', { line, viewport: WINDOW }),
  ]);
  const number = await ada.create(service.url);
  await ben.join(service.url, number);
  await ben.click('[data-toggle=microphone]');
  const large = (person) => until('large on a good line', () => shows(person, LARGE), 20_000);
  await Promise.all([large(ada), large(ben)]);
  await viewer.join(service.url, number);
});

after(async () => {
  await Promise.all([ada, ben, viewer].map((person) => person?.browser.close()));
  await service?.stop();
  line?.close();
  await clip?.remove();
});

/** Heights of what is shown of Ada and Ben, top first; 0 = no picture. */
async function heights(person) {
  const tiles = (await person.tiles()).filter(({ name }) => name !== viewer.name);
  return tiles.map(({ picture, size }) => (picture ? size[1] : 0));
}

const shows = async (person, height) => {
  const seen = await heights(person);
  if (seen.length > 0 && seen.every((each) => each === height)) return true;
  throw new Error(String(seen));
};

const watch = (person, other) =>
  person.page.evaluate(async (name) => {
    window.instruments.quality = await window.instruments.watchQuality(name);
  }, other.name);
const watched = (person) => person.page.evaluate(() => window.instruments.quality());

const step = (name, work) => test(name, { timeout: 50_000 }, work);

step('400 kbit/s: small pictures and a voice, no swinging; nobody else loses a packet', async () => {
  await Promise.all([watch(ada, ben), watch(ben, ada)]);
  await until('a picture of each', async () => (await heights(viewer)).filter(Boolean).length === 2, 20_000);
  await pause(SETTLES_MS);
  const overflown = line.down.counts.overflown;
  await watch(viewer, ada);
  const states = [await heights(viewer)];
  const end = Date.now() + WATCHED_MS;
  while (Date.now() < end) {
    await pause(100);
    const now = await heights(viewer);
    if (String(now) !== String(states.at(-1))) states.push(now);
  }
  const [seen, ...good] = await Promise.all([viewer, ada, ben].map(watched));
  const what = JSON.stringify({ states, overflown: line.down.counts.overflown - overflown, seen, good });
  figures(what);
  assert.ok(states.length - 1 <= CHANGES, `it swings: ${what}`);
  assert.deepEqual(states.at(-1), [SMALL, SMALL], what);
  assert.ok(seen.invented <= INVENTED, `the voice suffers: ${what}`);
  for (const { lost, heights } of good) {
    assert.ok(lost <= 0, `others lose packets: ${what}`);
    // A machine short of time makes a browser complain of a line that is good: what counts is that they are large again.
    assert.equal(heights.at(-1), LARGE, `others see less: ${what}`);
  }
  assert.deepEqual(await viewer.heard([ada, ben]), [ada.name]);
});

step('3 Mbit/s: a large picture within 10 s', async () => {
  line.down.change(WIDE);
  await viewer.reload();
  await until('a picture', async () => (await heights(viewer)).some(Boolean));
  await until('a large one', async () => {
    const seen = await heights(viewer);
    if (seen.includes(LARGE)) return true;
    throw new Error(String(seen));
  });
});
