// Flash and beep: someone flashes and beeps at once, every second; how far apart do they come out at a viewer? What the
// browsers and the instruments add by themselves is measured first, through two connections within one page, so that
// the figures are what our server adds.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { figures } from './support/figures.mjs';
import { Person } from './support/person.mjs';
import { Service } from './support/service.mjs';
import { until } from './support/wait.mjs';

const PAIR_MS = 80;
const ELSEWHERE_MS = 150;
/** Flashes per round, and how many rounds there are at most. */
const COUNT = 5;
const ROUNDS = 5;
const WINDOW = { width: 480, height: 360 };

let service, number;
let flasher, viewer, third;
/** What the browser adds, in ms. */
let home;

const median = (values) => [...values].sort((a, b) => a - b)[values.length >> 1];

before(async () => {
  service = await Service.start();
  [third, viewer, flasher] = await Promise.all([
    Person.arrive('Ada', 0, 'chromium', { viewport: WINDOW }),
    Person.arrive('Ben', 1, 'chromium', { viewport: WINDOW }),
    Person.arrive('Cho', 2, 'chromium', { viewport: WINDOW, flashes: true }),
  ]);
  number = await third.create(service.url);
  await viewer.join(service.url, number);
  await viewer.sees([third]);
  await flasher.join(service.url, number);
});

after(async () => {
  await Promise.all([third, viewer, flasher].map((person) => person?.browser.close()));
  await service?.stop();
});

/**
 * Waits until the flasher's picture and voice are at most so far apart at the viewer; the slots they are in. A browser
 * moves the two of a pair towards each other step by step, and holds back a voice for as long as the machine was busy:
 * what counts is where they come to. What a server adds for good no waiting takes away.
 */
async function comeTogether(limitMs) {
  await until('the flasher is there', () => viewer.page.evaluate(isThere, flasher.name));
  const rounds = [];
  while (rounds.length < ROUNDS) {
    const { video, audio, apart } = await viewer.page.evaluate(
      (...args) => window.instruments.apartAt(...args),
      flasher.name,
      COUNT,
    );
    rounds.push(median(apart) - home);
    figures(`video ${video}, audio ${audio}: ${apart.join(' ')} ms, at home ${home}: ${rounds.at(-1)} added`);
    if (Math.abs(rounds.at(-1)) <= limitMs) return [video, audio];
  }
  return assert.fail(`${rounds.join(', ')} ms apart`);
}

/** In the page: does someone's tile have a picture, and picture and voice their slots? */
function isThere(name) {
  const { participant, picture } = document.querySelector(`.tile[data-name="${name}"]`)?.dataset ?? {};
  const slots = window.seodang.log.findLast(({ what }) => what === 'media.slots')?.with.slots ?? [];
  const live = slots.filter((slot) => slot.participant === participant && slot.state === 'live');
  return picture === 'true' && live.length >= 2;
}

const step = (name, work) => test(name, { timeout: 40_000 }, work);

step('at home flash and beep come together', async () => {
  const apart = await flasher.page.evaluate((count) => window.instruments.apartAtHome(count), 2 * COUNT);
  home = median(apart.slice(COUNT));
  figures(`at home: ${apart.join(' ')} ms`);
  assert.ok(Math.abs(home) < ELSEWHERE_MS, `${apart}`);
});

step(`picture and voice in any slots: not more than ${ELSEWHERE_MS} ms apart`, () =>
  comeTogether(ELSEWHERE_MS),
);

step(`a lip-sync pair: not more than ${PAIR_MS} ms apart`, async () => {
  await third.leave();
  await third.click('[data-action=leave-only]');
  await until('two are left', async () => (await viewer.tiles()).length === 1);
  await viewer.reload();
  assert.deepEqual(await comeTogether(PAIR_MS), [0, 0]);
});
