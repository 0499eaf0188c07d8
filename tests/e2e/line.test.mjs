// What people notice of a bad line: one publisher with a camera full of detail, one viewer, each in Chromium behind a
// line of their own (support/line.mjs). Exact counts of packets are the bots' business (tests/room); here it is what is
// seen and heard.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { detailedClip } from './support/clip.mjs';
import { figures } from './support/figures.mjs';
import { Line } from './support/line.mjs';
import { Person } from './support/person.mjs';
import { Service } from './support/service.mjs';
import { pause, until } from './support/wait.mjs';

/** 40 ms there and back, half of it each way. */
const ROUND_TRIP = { up: { delayMs: 20 }, down: { delayMs: 20 } };
const LOSS = 0.05;
const WATCHED_MS = 6000;
const FREEZE_MS = 500;
const LEAST_DECODED = 25 * (WATCHED_MS / 1000);
/** Voices are not sent again, and a pure tone leaves Opus nothing to repair itself with: some are missing. */
const INVENTED = 0.12;
const LARGE = 360;
const SMALL = 180;
/** Little to draw, but a tile worth the large layer; and one that is not. */
const WINDOW = { width: 560, height: 480 };
const NARROW_WINDOW = { width: 320, height: 480 };
const LEAST_BITS = 1_000_000;
const RAMP_MS = 3000;

let clip, service, number;
let publisher, viewer;
let publisherLine, viewerLine;

before(async () => {
  [clip, service] = await Promise.all([detailedClip(640, LARGE), Service.start()]);
  publisherLine = new Line({ ...ROUND_TRIP, seed: 11 });
  viewerLine = new Line({ ...ROUND_TRIP, seed: 23 });
  [publisher, viewer] = await Promise.all([
    Person.arrive('Ada', 0, 'chromium', { clip: clip.path, line: publisherLine, viewport: WINDOW }),
    Person.arrive('Ben', 1, 'chromium', { line: viewerLine, viewport: WINDOW }),
  ]);
  // The viewer is there first: so the large layer is wanted as soon as its publisher comes, on a line nobody knows yet.
  number = await viewer.create(service.url);
});

after(async () => {
  await Promise.all([publisher, viewer].map((person) => person?.browser.close()));
  await service?.stop();
  publisherLine?.close();
  viewerLine?.close();
  await clip?.remove();
});

const step = (name, work) => test(name, { timeout: 40_000 }, work);

/** Until the viewer sees the clip's rings, undamaged, at this height. */
const seesClip = (height) =>
  until(`the clip is seen, ${height} lines high`, async () => {
    const [tile] = await viewer.tiles();
    if (!tile?.picture || tile.size[1] !== height) throw new Error(JSON.stringify(tile));
    const rings = await viewer.page.evaluate((name) => window.instruments.rings(name), publisher.name);
    if (rings.contrast > 20 && rings.skew < rings.contrast / 2) return true;
    throw new Error(JSON.stringify(rings));
  });

/** What `person` notices of `other` while `work` runs. */
async function noticed(person, other, work) {
  await person.page.evaluate(async (name) => {
    window.instruments.quality = await window.instruments.watchQuality(name);
  }, other.name);
  await work();
  return noticing(person);
}

const noticing = (person) => person.page.evaluate(() => window.instruments.quality());

function goesOn(seen) {
  const what = JSON.stringify(seen);
  assert.ok(seen.gap <= FREEZE_MS, `a freeze: ${what}`);
  // A decoder that fails skips to the next keyframe, and asks for it.
  assert.ok(seen.decoded >= LEAST_DECODED && seen.plis === 0, `frames were not decoded: ${what}`);
  assert.ok(seen.invented <= INVENTED, `too much sound was invented: ${what}`);
}

/** While `line` loses: both go on seeing and hearing each other. */
async function endures(line) {
  const lostBefore = line.up.counts.lost + line.down.counts.lost;
  line.up.change({ loss: LOSS });
  line.down.change({ loss: LOSS });
  try {
    const [atViewer, atPublisher] = await Promise.all([
      noticed(viewer, publisher, () => pause(WATCHED_MS)),
      noticed(publisher, viewer, () => pause(WATCHED_MS)),
    ]);
    assert.ok(line.up.counts.lost + line.down.counts.lost - lostBefore > 50, 'the line has lost packets');
    goesOn(atViewer);
    goesOn(atPublisher);
    figures(atViewer, atPublisher);
    const everyone = [publisher, viewer];
    await Promise.all([viewer.hears([publisher], everyone), publisher.hears([viewer], everyone)]);
    await Promise.all([seesClip(LARGE), publisher.sees([viewer])]);
  } finally {
    line.up.change({ loss: 0 });
    line.down.change({ loss: 0 });
  }
}

step(`the large layer has ${LEAST_BITS} bit/s within ${RAMP_MS} ms, and nothing limits it`, async () => {
  await publisher.join(service.url, number);
  const large = async () => (await publisher.page.evaluate(() => window.instruments.sending()))[1];
  const first = await until('the large layer starts', async () => {
    const now = await large();
    return now?.bytes > 0 && now;
  });
  const rates = [];
  let before = first;
  while (before.at - first.at < RAMP_MS) {
    await pause(500);
    const now = await large();
    rates.push({
      ms: Math.round(now.at - first.at),
      bits: Math.round(((now.bytes - before.bytes) * 8000) / (now.at - before.at)),
      limited: now.limited,
      height: now.height,
    });
    before = now;
  }
  figures(rates);
  assert.ok(rates.at(-1).bits >= LEAST_BITS, JSON.stringify(rates));
  assert.ok(
    rates.every(({ limited, height }) => limited === 'none' && height === LARGE),
    JSON.stringify(rates),
  );
  await seesClip(LARGE);
});

step(`5 % of the viewer's packets are lost: no freeze over ${FREEZE_MS} ms, the sound goes on`, () =>
  endures(viewerLine),
);

step(`5 % of the publisher's packets are lost: no freeze over ${FREEZE_MS} ms, the sound goes on`, () =>
  endures(publisherLine),
);

step('a large layer nobody needs pauses and comes back, while the picture goes on', async () => {
  const layers = () => publisher.page.evaluate(() => window.instruments.sending());
  const bytes = async () => (await layers()).map((layer) => layer.bytes);
  const seen = await noticed(viewer, publisher, async () => {
    await viewer.page.setViewport(NARROW_WINDOW);
    await seesClip(SMALL);
    await until('the large layer pauses', async () => (await layers())[1].active === false);
    const before = await bytes();
    await pause(1000);
    const after = await bytes();
    assert.equal(after[1], before[1], 'the large layer sends nothing');
    assert.ok(after[0] > before[0], 'the small layer goes on');
    await viewer.page.setViewport(WINDOW);
    await seesClip(LARGE);
    await until('its frames are shown', async () => (await noticing(viewer)).heights.length >= 3);
  });
  assert.deepEqual(seen.heights, [LARGE, SMALL, LARGE]);
  assert.ok(seen.gap <= FREEZE_MS, JSON.stringify(seen));
  figures(seen);
});
