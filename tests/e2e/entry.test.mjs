// The way in: creating a room, coming by number and by link, devices that fail, errors; every page in both languages
// without a finding of axe.
import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { Looks } from './support/axe.mjs';
import { Person } from './support/person.mjs';
import { Service } from './support/service.mjs';
import { until } from './support/wait.mjs';

const TIMEOUT = { timeout: 60_000 };

let service;
let present = [];

async function arrive(name, kind = 'chromium', options) {
  const person = await Person.arrive(name, present.length, kind, options);
  present.push(person);
  return person;
}

const text = (person, selector) => person.page.$eval(selector, (element) => element.textContent);

before(async () => (service = await Service.start()));
after(() => service.stop());
afterEach(async () => {
  const leaving = present;
  present = [];
  await Promise.all(leaving.map(({ browser }) => browser.close()));
});

test('a created room is entered as its host, others come by its number', TIMEOUT, async () => {
  const host = await arrive('Host');
  const number = await host.create(service.url, { title: 'History' });
  assert.match(number, /^\d+$/);
  assert.equal(await text(host, '.room-head h1'), 'History');
  assert.equal(await host.page.evaluate(() => window.seodang.room.you.value.role), 'host');

  const guest = await arrive('Guest', 'firefox');
  await guest.page.goto(service.url);
  await guest.type('input[name=name]', 'Guest');
  await guest.type('input[name=number]', number);
  await guest.click('form .primary');
  await guest.page.waitForSelector('.preview');
  await guest.enter();
  await Promise.all([host.sees([guest]), guest.sees([host])]);
  assert.equal(await guest.page.evaluate(() => window.seodang.room.you.value.role === 'host'), false);
});

test('the invitation link leads into the room, and the name is remembered', TIMEOUT, async () => {
  const host = await arrive('Host');
  const number = await host.create(service.url);
  await host.click('[data-action=invite]');
  const link = await host.page.$eval('dialog[open] .invite input', (input) => input.value);
  assert.equal(link, `${service.url}/r/${number}`);

  const guest = await arrive('Guest');
  await guest.page.goto(link);
  await guest.type('input[name=name]', 'Guest');
  await guest.enter();
  await guest.leave();
  await guest.click('.end .primary');
  assert.equal(await guest.page.$eval('input[name=name]', (input) => input.value), 'Guest');
  await guest.enter();
  await guest.sees([host]);
});

test(
  'a number that is live is refused where it was typed, and the first room is untouched',
  TIMEOUT,
  async () => {
    const first = await arrive('First');
    const number = await first.create(service.url, { title: 'First class' });
    const second = await arrive('Second');
    await second.page.goto(service.url);
    await second.click('[data-kind=seminar]');
    await second.type('input[name=title]', 'Second class');
    await second.type('input[name=name]', 'Second');
    await second.type('input[name=number]', number);
    await second.click('form .primary');
    await second.page.waitForSelector('[role=alert]');
    assert.match(await text(second, '[role=alert]'), /in use/);
    assert.equal(await text(first, '.room-head h1'), 'First class');
  },
);

test('both kinds can be opened, meeting left of seminar', TIMEOUT, async () => {
  const host = await arrive('Host');
  await host.page.goto(service.url);
  await host.page.waitForSelector('.kind');
  const kinds = await host.page.$$eval('.kind', (cards) =>
    cards.map((card) => [card.dataset.kind, card.getBoundingClientRect().left]),
  );
  assert.deepEqual(
    kinds.map(([kind]) => kind),
    ['meeting', 'seminar'],
  );
  assert.ok(kinds[0][1] < kinds[1][1]);
  await host.create(service.url, { kind: 'seminar' });
  assert.equal(await host.page.evaluate(() => window.seodang.room.info.value.kind), 'seminar');
});

test('a number nobody has: a clear page with one next step', TIMEOUT, async () => {
  const lost = await arrive('Lost');
  await lost.page.goto(`${service.url}/r/999999999`);
  await lost.type('input[name=name]', 'Lost');
  await lost.click('.preview-right .primary');
  await lost.page.waitForSelector('.end[data-reason=not-found]');
  assert.equal((await lost.page.$$('.end button')).length, 1);
  await lost.click('.end .primary');
  await lost.page.waitForSelector('.kinds');
});

test('the host ends the room: everyone is told, nobody is left hanging', TIMEOUT, async () => {
  const host = await arrive('Host');
  const number = await host.create(service.url);
  const guest = await arrive('Guest');
  await guest.join(service.url, number);
  await host.leave();
  await host.click('[data-action=leave-everyone]');
  await guest.page.waitForSelector('.end[data-reason=ended]');
  await host.page.waitForSelector('.end');
});

test('the same person in a second tab: the newer counts, the older is told', TIMEOUT, async () => {
  const host = await arrive('Host');
  const number = await host.create(service.url);
  const guest = await arrive('Guest');
  await guest.join(service.url, number);
  const older = guest.page;
  guest.page = await guest.browser.browser.newPage();
  await guest.page.goto(`${service.url}/r/${number}`);
  await guest.enter();
  await older.waitForSelector('.end[data-reason=replaced]');
  await until('one tile', async () => (await host.names()).join() === 'Guest');
});

const cases = [
  ['denied', 'NotAllowedError', 'chromium'],
  ['missing', 'NotFoundError', 'firefox'],
  ['busy', 'NotReadableError', 'chromium'],
];
for (const [problem, exception, kind] of cases) {
  test(`camera and microphone ${problem}: two sentences, and one enters without`, TIMEOUT, async () => {
    const host = await arrive('Host');
    const number = await host.create(service.url);
    const poor = await arrive('Poor', kind, { devices: { camera: exception, microphone: exception } });
    await poor.page.goto(`${service.url}/r/${number}`);
    for (const device of ['camera', 'microphone'])
      await poor.page.waitForSelector(`[data-problem=${device}-${problem}]`);
    await poor.type('input[name=name]', 'Poor');
    await poor.enter();
    await poor.sees([host]);
    const tile = await until('the tile without picture', async () =>
      (await host.tiles()).find(({ name }) => name === 'Poor'),
    );
    assert.equal(tile.picture, false);
    assert.equal(await text(host, '.tile .avatar'), 'PO');
  });
}

test('without a camera the microphone still works', TIMEOUT, async () => {
  const host = await arrive('Host');
  const number = await host.create(service.url);
  const voice = await arrive('Voice', 'chromium', { devices: { camera: 'NotFoundError' } });
  await voice.join(service.url, number);
  await host.hears([voice], present);
});

test('camera off shows the initials and camera on the picture; mute is seen and heard', TIMEOUT, async () => {
  const host = await arrive('Host');
  const number = await host.create(service.url);
  const guest = await arrive('Guest');
  await guest.join(service.url, number);
  await host.sees([guest]);
  await host.hears([guest], present);

  await guest.click('[data-toggle=camera]');
  await until('initials', async () => (await host.tiles())[0]?.picture === false);
  await guest.click('[data-toggle=camera]');
  await host.sees([guest]);

  await guest.click('[data-toggle=microphone]');
  await host.page.waitForSelector('.tile .muted-mark');
  await host.hears([], present);
  await guest.click('[data-toggle=microphone]');
  await host.hears([guest], present);
  assert.deepEqual(await guest.negotiations(), { publish: 1, subscribe: 1 });
});

test('the self view is mirrored and has no sound', TIMEOUT, async () => {
  const host = await arrive('Host');
  await host.create(service.url);
  const self = await host.page.waitForSelector('[data-self] video');
  assert.deepEqual(
    await self.evaluate((video) => [
      video.srcObject.getAudioTracks().length,
      video.srcObject.getVideoTracks().length,
      getComputedStyle(video).transform,
    ]),
    [0, 1, 'matrix(-1, 0, 0, 1, 0, 0)'],
  );
});

for (const lang of ['ko', 'en']) {
  test(`no page has a finding of axe in ${lang}`, { timeout: 120_000 }, async () => {
    const host = await arrive('Host', 'chromium', { lang });
    const looks = new Looks();
    const look = (name) => looks.look(name, host.page);
    await host.page.goto(service.url);
    await host.page.waitForSelector('.kind');
    assert.equal(await host.page.evaluate(() => document.documentElement.lang), lang);
    await look('start');
    await host.click('[data-kind=meeting]');
    await host.page.waitForSelector('input[name=title]');
    await look('create');
    const number = await host.create(service.url);
    await look('alone');
    const guest = await arrive('Guest');
    await guest.page.goto(`${service.url}/r/${number}`);
    await guest.page.waitForSelector('.preview video');
    await guest.join(service.url, number);
    await host.sees([guest]);
    await look('room');
    await host.click('[data-action=invite]');
    await look('invite');
    await host.page.keyboard.press('Escape');
    await host.leave();
    await look('leave');
    await host.click('[data-action=leave-only]');
    await host.page.waitForSelector('.end');
    await look('end');
    await host.click('.end .primary');
    await host.page.waitForSelector('.preview video');
    await look('preview');
    looks.clean();
  });
}

test('from the start page into the room by keyboard alone, language and all', TIMEOUT, async () => {
  const host = await arrive('Host');
  const number = await host.create(service.url);
  const guest = await arrive('Guest');
  const { keyboard } = guest.page;
  const reach = (selector) =>
    until(`Tab reaches ${selector}`, async () => {
      await keyboard.press('Tab');
      return guest.page.evaluate((wanted) => document.activeElement.matches(wanted), selector);
    });
  await guest.page.goto(service.url);
  await guest.page.waitForSelector('.kind');
  await reach('input[name=name]');
  await keyboard.type('Guest');
  await reach('input[name=number]');
  await keyboard.type(number);
  await keyboard.press('Enter');
  await guest.page.waitForSelector('.preview');
  await reach('input[name=name]');
  await keyboard.press('Enter');
  await guest.page.waitForSelector('.room .stage');
  await host.sees([guest]);
  await reach('[data-action=leave]');
  await keyboard.press('Enter');
  await guest.page.waitForSelector('.end[data-reason=left]');
});
