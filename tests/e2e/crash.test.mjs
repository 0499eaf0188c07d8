// Processes that die: one room's process beside another live room, and the service itself. The browsers come back by
// themselves; the room beside does not notice.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Person } from './support/person.mjs';
import { Service } from './support/service.mjs';
import { until } from './support/wait.mjs';

const GAP_MS = 100;
/** What a browser adds by itself when four of them share a machine; tests/room/neighbour_test.cpp measures without any. */
const STARVED_MS = 400;
const ROOM_BACK_MS = 5000;
/** Pages come back at times of their own (backoff with jitter), so that a school does not come at once: 15 s for all. */
const SERVICE_BACK_MS = 15_000;
const WATCHED_MS = 1000;
/** Pages that cost little to draw: what is measured is our server, not four browsers on one machine. */
const SMALL = { width: 480, height: 360 };

let service;
/** Two rooms of two people: `struck` is hit, `spared` is watched. */
let struck, spared;

async function openRoom(names, firstIndex, kinds, options) {
  const people = await Promise.all(
    names.map((name, i) => Person.arrive(name, firstIndex + i, kinds[i], { ...options, viewport: SMALL })),
  );
  const before = await service.roomProcesses();
  const [host, guest] = people;
  const number = await host.create(service.url);
  await guest.join(service.url, number);
  const room = {
    people,
    number,
    see: (limitMs) => Promise.all([host.sees([guest], limitMs), guest.sees([host], limitMs)]),
  };
  await room.see();
  return { ...room, before };
}

/** The process that carries a room: the only one with sockets that had none before the room was opened. */
async function processOf(known) {
  return until("the room's process has sockets", async () => {
    const busy = (await service.roomProcesses()).filter(
      (pid) => Service.udpSockets(pid) > 0 && !known.includes(pid),
    );
    return busy.length === 1 && busy[0];
  });
}

/** Starts watching the pictures and sounds that arrive at everyone of a room; the result reads what was seen so far. */
async function watch(room) {
  const [host, guest] = room.people;
  const start = async (name) => {
    window.instruments.frames = window.instruments.watchFrames(name);
    window.instruments.missing = await window.instruments.watchMissing();
  };
  const read = () => ({ ...window.instruments.frames(), ...window.instruments.missing() });
  await Promise.all([host.page.evaluate(start, guest.name), guest.page.evaluate(start, host.name)]);
  return () => Promise.all(room.people.map((person) => person.page.evaluate(read)));
}

async function remember(room) {
  for (const person of room.people) person.subscribedBefore = (await person.negotiations()).subscribe;
}

/** Everyone has a new connection and sees moving pictures through it: the last picture of the old one does not count. */
async function returned(room, limitMs) {
  await Promise.all(
    room.people.map((person) =>
      until(
        `${person.name} is connected anew`,
        async () => (await person.negotiations()).subscribe > person.subscribedBefore,
        limitMs,
      ),
    ),
  );
  await room.see(limitMs);
  await frames(await watch(room), 3);
}

const frames = (read, count) =>
  until(`${count} frames`, async () => (await read()).every((seen) => seen.frames >= count));

before(async () => {
  service = await Service.start();
  struck = await openRoom(['Ada', 'Ben'], 0, ['chromium', 'firefox'], { background: true });
  struck.process = await processOf([]);
  spared = await openRoom(['Cho', 'Dan'], 2, ['chromium', 'chromium']);
  spared.process = await processOf([struck.process]);
});

after(async () => {
  const people = [...(struck?.people ?? []), ...(spared?.people ?? [])];
  await Promise.all(people.map(({ browser }) => browser.close()));
  await service?.stop();
});

test(
  `kill -9 of a room: back within ${ROOM_BACK_MS} ms, and no gap over ${GAP_MS} ms in the room beside it`,
  { timeout: 60_000 },
  async () => {
    const ids = await Promise.all(struck.people.map((person) => person.ownId()));
    const read = await watch(spared);
    await frames(read, 15);

    await remember(struck);
    process.kill(struck.process, 'SIGKILL');
    const since = Date.now();
    await returned(struck, ROOM_BACK_MS);
    const back = Date.now() - since;
    assert.ok(back <= ROOM_BACK_MS, `back after ${back} ms`);
    assert.deepEqual(await Promise.all(struck.people.map((person) => person.ownId())), ids);

    await until('watched long enough', () => Date.now() - since > WATCHED_MS);
    const seen = await read();
    // A room's process that stands still keeps everyone waiting, a starved browser only those who look at it.
    assert.ok(Math.min(...seen.map(({ gap }) => gap)) <= GAP_MS, JSON.stringify(seen));
    for (const { gap, since, packets, sound } of seen)
      assert.ok(Math.max(gap, since, sound) <= STARVED_MS && packets === 0, JSON.stringify(seen));
    assert.ok((await service.roomProcesses()).includes(spared.process));
    for (const person of spared.people)
      assert.deepEqual(await person.negotiations(), { publish: 1, subscribe: 1 });
  },
);

test('the struck room sounds again as well', { timeout: 60_000 }, () => {
  const [host, guest] = struck.people;
  return Promise.all([host.hears([guest], [host, guest]), guest.hears([host], [host, guest])]);
});

test(
  `kill -9 of the service: every class is back within ${SERVICE_BACK_MS} ms of its restart`,
  { timeout: 90_000 },
  async () => {
    const everyone = [...struck.people, ...spared.people];
    const ids = await Promise.all(everyone.map((person) => person.ownId()));
    await Promise.all([remember(struck), remember(spared)]);
    await service.kill('SIGKILL');
    await Promise.all(everyone.map((person) => person.page.waitForSelector('.banner')));
    for (const person of everyone)
      assert.ok(await person.page.$('.self [data-bars=lost]'), 'the own connection is shown as lost');
    await service.run();
    const since = Date.now();
    await Promise.all([returned(struck, SERVICE_BACK_MS), returned(spared, SERVICE_BACK_MS)]);
    const back = Date.now() - since;
    assert.ok(back <= SERVICE_BACK_MS, `back after ${back} ms`);
    assert.deepEqual(await Promise.all(everyone.map((person) => person.ownId())), ids);
    await Promise.all(
      everyone.map((person) => until('the banner is gone', async () => !(await person.page.$('.banner')))),
    );
  },
);
