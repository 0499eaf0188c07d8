// Four people, two in Chromium and two in Firefox ESR, in one meeting over the real pages: everyone sees and hears the
// right ones, pages, leaves, disappears and comes back, without a single renegotiation.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Person, looksLike } from './support/person.mjs';
import { Service } from './support/service.mjs';
import { until } from './support/wait.mjs';

const ONCE = { publish: 1, subscribe: 1 };
const QUERY = '?pageSize=2';
/** 500 on a machine that has time (the room's share of it: room/paging); four browsers on two busy cores need more. */
const PAGE_TURN_MS = 1000;
/** protocol.md: `left` 3 s after a socket closed with 1001, 15 s after one that merely broke off. */
const LEAVE_MS = 1500;
const CLOSED_MS = [3000, 5000];
const BROKEN_MS = [15_000, 18_000];

let service;
let number;
/** Who came, and who of them is still in the room. */
let arrived = [];
let everyone = [];

const others = (person) => everyone.filter((each) => each !== person);
const each = (work) => Promise.all(everyone.map(work));

/** Fails with what the pages logged. */
async function reported(work) {
  try {
    await work();
  } catch (error) {
    const reports = await each((person) => person.report().catch(() => person.name));
    error.message += `\n${reports.join('\n')}\n${service.log.split('\n').slice(-30).join('\n')}`;
    throw error;
  }
}

const step = (name, work) => test(name, { timeout: 90_000 }, () => reported(work));

/** How long after `since` the tile of `name` went at `person`; it must have gone once, and not come back. */
async function gone(person, name, since, limitMs) {
  const missing = await until(
    `${name} is gone at ${person.name}`,
    async () => {
      const changes = (await person.changesOf(name)).filter(({ at }) => at >= since);
      return changes.some(({ there }) => !there) && changes;
    },
    limitMs + 5000,
  );
  assert.equal(missing.filter(({ there }) => !there).length, 1, JSON.stringify(missing));
  assert.equal(missing.filter(({ there }) => there).length, 0, JSON.stringify(missing));
  return missing[0].at - since;
}

function within(ms, [least, most], what) {
  assert.ok(ms >= least - 100 && ms <= most, `${what} after ${ms} ms, not within ${least} … ${most} ms`);
}

/** What the bars mean: the own ones, then those of the tiles. */
const bars = (person) =>
  person.page.$$eval('[data-bars]', (all) => all.map((each) => each.getAttribute('aria-label')));

before(async () => {
  service = await Service.start();
  const kinds = { Ada: 'chromium', Ben: 'firefox', Cho: 'chromium', Dan: 'firefox' };
  arrived = await Promise.all(
    Object.entries(kinds).map(([name, kind], index) => Person.arrive(name, index, kind)),
  );
  everyone = [...arrived];
  const [host, ...guests] = everyone;
  number = await host.create(service.url);
  for (const guest of guests) await guest.join(service.url, number);
});

after(async () => {
  await Promise.all(arrived.map(({ browser }) => browser.close()));
  await service?.stop();
});

step('each decodes the right picture in the right tile', () => each((person) => person.sees(others(person))));

step('pictures arrive as they were sent: 320 × 180', () =>
  each(async (person) => {
    for (const tile of await person.tiles())
      assert.deepEqual(tile.size, [320, 180], `${tile.name} at ${person.name}`);
  }),
);

step('each hears the tones of the others and not the own', () =>
  each((person) => person.hears(others(person), everyone)),
);

step('who speaks has a ring, who is muted has none', async () => {
  const ringed = async (person, wanted) =>
    until(`${person.name} sees rings around ${wanted.join()}`, async () => {
      const tiles = (await person.tiles()).filter(({ speaking }) => speaking);
      if (tiles.map(({ name }) => name).join() === wanted.join()) return true;
      throw new Error(JSON.stringify(tiles));
    });
  const [first, ...rest] = everyone;
  const others = rest.map(({ name }) => name);
  await ringed(first, others);
  await rest[0].click('[data-toggle=microphone]');
  await ringed(first, others.slice(1));
  await rest[0].click('[data-toggle=microphone]');
  await ringed(first, others);
});

step('bars say that all connections are good', () =>
  each(async (person) => {
    const good = others(person).map(() => 'Good connection');
    assert.deepEqual(await bars(person), ['Your connection is good', ...good]);
  }),
);

step('nobody has negotiated more than once', () =>
  each(async (person) => assert.deepEqual(await person.negotiations(), ONCE)),
);

for (const [index, kind] of [
  [0, 'Chromium'],
  [1, 'Firefox'],
]) {
  step(`two per page in ${kind}: turning a page shows the other people, and soon`, () =>
    pages(everyone[index]),
  );
}

step('a reload comes back to the same place, without a click', async () => {
  for (const person of everyone) await comesBack(person);
});

step('leaving takes the tile away once, at once', async () => {
  const leaver = everyone.pop();
  const since = Date.now();
  await leaver.leave();
  await leaver.page.waitForSelector('.end[data-reason=left]');
  await each(async (person) =>
    within(await gone(person, leaver.name, since, LEAVE_MS), [0, LEAVE_MS], 'left'),
  );
});

step('a closed tab takes the tile away once, 3 s later', async () => {
  const leaver = everyone.pop();
  await leaver.browser.browser.newPage();
  const since = Date.now();
  await leaver.page.close();
  await each(async (person) =>
    within(await gone(person, leaver.name, since, CLOSED_MS[1]), CLOSED_MS, 'closed'),
  );
});

step('a killed browser takes the tile away once, after 15 s of "connection lost"', async () => {
  const leaver = everyone.pop();
  const since = Date.now();
  await leaver.browser.kill();
  await each(async (person) => {
    await until(
      'connection lost is shown',
      async () => (await person.tiles())[0]?.connection === 'lost',
      5000,
    );
    const lost = 'Connection lost: waiting for it to come back';
    assert.deepEqual(await bars(person), ['Your connection is good', lost]);
    within(await gone(person, leaver.name, since, BROKEN_MS[1]), BROKEN_MS, 'broken off');
  });
});

/** Pages of two out of three others: A, B on the first and C on the second. */
async function pages(person) {
  try {
    await person.page.goto(`${service.url}/r/${number}${QUERY}`);
    await turnPages(person);
  } finally {
    await person.page.goto(`${service.url}/r/${number}`);
  }
  await person.sees(others(person));
}

async function turnPages(person) {
  await person.page.waitForSelector('.tile');
  await until('three people on two pages', () => person.page.$('.pager'));
  // Turning a page is measured, not connecting anew.
  await until('the first page is seen', async () => {
    const tiles = await person.tiles();
    return tiles.length === 2 && tiles.every(({ picture, colour }) => picture && colour);
  });
  const turns = [];
  const turn = async (key, expected) => {
    await person.page.keyboard.press(key);
    const took = await person.page.evaluate(
      waitForPictures,
      expected.map(({ name, colour }) => ({ name, colour })),
    );
    turns.push(took);
    // One turn may meet the 500 ms that keyframe requests of a track are held together.
    assert.ok(took <= 2 * PAGE_TURN_MS, `${key}: ${Math.round(took)} ms at ${person.name}`);
    const tiles = await person.tiles();
    assert.deepEqual(
      tiles.map(({ name }) => name),
      expected.map(({ name }) => name),
    );
    for (const other of expected)
      assert.ok(
        looksLike(
          tiles.find(({ name }) => name === other.name),
          other,
        ),
        JSON.stringify(tiles),
      );
  };
  const first = await until('the first page is there', async () => {
    const tiles = await person.tiles();
    const people = tiles.map(({ name }) => everyone.find((known) => known.name === name));
    return tiles.length === 2 && people.every((other, index) => looksLike(tiles[index], other)) && people;
  });
  const second = others(person).filter((other) => !first.includes(other));
  const before = await person.negotiations();
  for (const [forth, back] of [
    ['ArrowRight', 'ArrowLeft'],
    ['PageDown', 'PageUp'],
    ['ArrowRight', 'ArrowLeft'],
  ]) {
    await turn(forth, second);
    await turn(back, first);
  }
  const median = turns.sort((a, b) => a - b)[turns.length >> 1];
  assert.ok(median <= PAGE_TURN_MS, `${turns.map(Math.round).join(', ')} ms at ${person.name}`);
  assert.deepEqual(await person.negotiations(), before);
}

/** In the page: ms from the key until every one of these tiles shows its own colour, frame by frame. */
function waitForPictures(expected) {
  const start = window.instruments.keyAt;
  const near = (colour, wanted) =>
    colour &&
    [0, 1, 2].every(
      (channel) =>
        Math.abs(colour[channel] - parseInt(wanted.slice(1 + 2 * channel, 3 + 2 * channel), 16)) < 60,
    );
  return new Promise((resolve) => {
    const look = () => {
      const tiles = window.instruments.tiles();
      const there = expected.every(({ name, colour }) =>
        tiles.some((tile) => tile.name === name && tile.picture && near(tile.colour, colour)),
      );
      if (there || performance.now() - start > 5000) resolve(performance.now() - start);
      else setTimeout(look, 10);
    };
    look();
  });
}

async function comesBack(person) {
  const id = await person.ownId();
  const since = Date.now();
  await person.reload();
  await person.page.waitForSelector('.room .stage');
  assert.equal(await person.ownId(), id);
  await person.sees(others(person));
  for (const other of others(person)) {
    await until(`${other.name} sees ${person.name} again`, async () =>
      looksLike(
        (await other.tiles()).find(({ name }) => name === person.name),
        person,
      ),
    );
    const changes = (await other.changesOf(person.name)).filter(({ at, there }) => at >= since && !there);
    assert.deepEqual(changes, [], `the tile stayed at ${other.name}`);
  }
  assert.deepEqual(await person.negotiations(), ONCE);
}
