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
const COUNT = 10;
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

/** Waits for the flasher's picture and voice at the viewer, and measures. */
async function measured() {
  await until('the flasher is there', () =>
    viewer.page.evaluate((name) => {
      const tile = document.querySelector(`.tile[data-name="${name}"]`);
      const slots = window.seodang.log.findLast(({ what }) => what === 'media.slots')?.with.slots ?? [];
      const id = tile?.dataset.participant;
      const live = slots.filter(({ participant, state }) => participant === id && state === 'live');
      return tile?.dataset.picture === 'true' && live.length >= 2;
    }, flasher.name),
  );
  const found = await viewer.page.evaluate(
    (...args) => window.instruments.apartAt(...args),
    flasher.name,
    COUNT,
  );
  // The browser moves sound and picture towards each other step by step: what counts is where they come to.
  const settled = median(found.apart.slice(COUNT / 2));
  figures(`video ${found.video}, audio ${found.audio}: ${found.apart.join(' ')} ms`, { settled, home });
  return { ...found, added: settled - home };
}

const step = (name, work) => test(name, { timeout: 40_000 }, work);

step('at home flash and beep come together', async () => {
  const apart = await flasher.page.evaluate((count) => window.instruments.apartAtHome(count), COUNT);
  home = median(apart.slice(COUNT / 2));
  figures(`at home: ${apart.join(' ')} ms`);
  assert.ok(Math.abs(home) < ELSEWHERE_MS, `${apart}`);
});

step(`picture and voice in any slots: not more than ${ELSEWHERE_MS} ms apart`, async () => {
  const { added } = await measured();
  assert.ok(Math.abs(added) <= ELSEWHERE_MS, `${added} ms`);
});

step(`a lip-sync pair: not more than ${PAIR_MS} ms apart`, async () => {
  await third.leave();
  await third.click('[data-action=leave-only]');
  await until('two are left', async () => (await viewer.tiles()).length === 1);
  await viewer.reload();
  const { video, audio, added } = await measured();
  assert.deepEqual([video, audio], [0, 0]);
  assert.ok(Math.abs(added) <= PAIR_MS, `${added} ms`);
});
