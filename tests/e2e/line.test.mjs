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
const WATCHED_MS = 5000;
const FREEZE_MS = 500;
/** Of 30 frames/s that are sent. */
const LEAST_DECODED = 25 * (WATCHED_MS / 1000);
/** Voices are not sent again, and a pure tone leaves Opus nothing to repair itself with: some are missing. */
const INVENTED = 0.12;
/** Who is recorded sends the large layer whether anybody watches it or not. */
const UNRECORDED = { 'recording.automatic': 'false' };
const LARGE = 360;
const SMALL = 180;
/** Little to draw, but a tile worth the large layer; and one that is not. */
const WINDOW = { width: 560, height: 480 };
const NARROW_WINDOW = { width: 320, height: 480 };
const LEAST_BITS = 1_000_000;
const RAMP_MS = 3000;

let clip, service, number;
let publisher, viewer, firefox;
let publisherLine, viewerLine, firefoxLine;

before(async () => {
  [clip, service] = await Promise.all([detailedClip(640, LARGE), Service.start(UNRECORDED)]);
  publisherLine = new Line({ ...ROUND_TRIP, seed: 11 });
  viewerLine = new Line({ ...ROUND_TRIP, seed: 23 });
  firefoxLine = new Line({ ...ROUND_TRIP, seed: 37 });
  [publisher, viewer, firefox] = await Promise.all([
    Person.arrive('Ada', 0, 'chromium', { clip: clip.path, line: publisherLine, viewport: WINDOW }),
    Person.arrive('Ben', 1, 'chromium', { line: viewerLine, viewport: WINDOW }),
    Person.arrive('Cho', 2, 'firefox', { line: firefoxLine, viewport: WINDOW }),
  ]);
  // The viewer is there first: so the large layer is wanted as soon as its publisher comes, on a line nobody knows yet.
  number = await viewer.create(service.url);
});

after(async () => {
  await Promise.all([publisher, viewer, firefox].map((person) => person?.browser.close()));
  await service?.stop();
  for (const line of [publisherLine, viewerLine, firefoxLine]) line?.close();
  await clip?.remove();
});

const step = (name, work) => test(name, { timeout: 40_000 }, work);

/** Until the clip's rings are seen, undamaged, at this height; without one, at any. */
const seesClip = (person, height = 0) =>
  until(`the clip is seen, ${height || 'any'} lines high`, async () => {
    const [tile] = await person.tiles();
    if (!tile?.picture || (height && tile.size[1] !== height)) throw new Error(JSON.stringify(tile));
    const rings = await person.page.evaluate((name) => window.instruments.rings(name), publisher.name);
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

/** While `line` loses: `person` and the publisher go on seeing and hearing each other. */
async function endures(line, person = viewer) {
  const lostBefore = line.up.counts.lost + line.down.counts.lost;
  line.up.change({ loss: LOSS });
  line.down.change({ loss: LOSS });
  try {
    const [there, here] = await Promise.all([
      noticed(person, publisher, () => pause(WATCHED_MS)),
      noticed(publisher, person, () => pause(WATCHED_MS)),
    ]);
    figures(there, here);
    assert.ok(line.up.counts.lost + line.down.counts.lost - lostBefore > 40, 'the line has lost packets');
    goesOn(there);
    // Beside two Chromiums, Firefox finds no time to draw what it would send.
    if (person.browser.kind === 'chromium') goesOn(here);
    const everyone = [publisher, person];
    await Promise.all([person.hears([publisher], everyone), publisher.hears([person], everyone)]);
    await Promise.all([seesClip(person), publisher.sees([person])]);
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
  await seesClip(viewer, LARGE);
});

// From large down to small and up to large again, once: a browser may climb by sizes of its own between the two.
function turnsOnce(heights) {
  const turn = heights.indexOf(SMALL);
  const falls = heights.slice(0, turn + 1);
  const climbs = heights.slice(turn);
  return (
    heights[0] === LARGE &&
    heights.at(-1) === LARGE &&
    turn > 0 &&
    falls.every((height, at) => at === 0 || height < falls[at - 1]) &&
    climbs.every((height, at) => at === 0 || height > climbs[at - 1])
  );
}

step('a large layer nobody needs pauses and comes back, while the picture goes on', async () => {
  const layers = () => publisher.page.evaluate(() => window.instruments.sending());
  const bytes = async () => (await layers()).map((layer) => layer.bytes);
  const seen = await noticed(viewer, publisher, async () => {
    await viewer.page.setViewport(NARROW_WINDOW);
    await seesClip(viewer, SMALL);
    await until('the large layer pauses', async () => (await layers())[1].active === false);
    const before = await bytes();
    await pause(1000);
    const after = await bytes();
    assert.equal(after[1], before[1], 'the large layer sends nothing');
    assert.ok(after[0] > before[0], 'the small layer goes on');
    await viewer.page.setViewport(WINDOW);
    await seesClip(viewer, LARGE);
    // A browser may climb by sizes of its own: what is seen and what was drawn last are not told at the same moment.
    await until('its frames are shown', async () => {
      const { heights } = await noticing(viewer);
      return heights.length >= 3 && heights.at(-1) === LARGE;
    });
  });
  assert.ok(turnsOnce(seen.heights), JSON.stringify(seen));
  assert.ok(seen.gap <= FREEZE_MS, JSON.stringify(seen));
  figures(seen);
});

step(`5 % of the viewer's packets are lost: no freeze over ${FREEZE_MS} ms, the sound goes on`, () =>
  endures(viewerLine),
);

step(`5 % of the publisher's packets are lost: no freeze over ${FREEZE_MS} ms, the sound goes on`, () =>
  endures(publisherLine),
);

step('a viewer in Firefox on such a line goes on seeing and hearing as well', async () => {
  await firefox.join(service.url, number);
  await viewer.leave();
  await viewer.click('[data-action=leave-only]');
  await Promise.all([seesClip(firefox), publisher.sees([firefox])]);
  await endures(firefoxLine, firefox);
});
