// The way in: creating a room, coming by number and by link, the PIN, the waiting room, and every refusal with its
// page; how a stay ends.
import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { Guests, text } from './support/guests.mjs';
import { Service } from './support/service.mjs';
import { until } from './support/wait.mjs';

const TIMEOUT = { timeout: 90_000 };

let service;
const guests = new Guests();
const arrive = (...who) => guests.arrive(...who);

/** What a host does by a method of the wire (its buttons have tests of their own). */
const order = (host, method, params) =>
  host.page.evaluate((name, given) => window.seodang.room.connection.call(name, given), method, params);

/** The page of this ending: one button, and what it is called. */
async function ending(person, reason) {
  await person.page.waitForSelector(`.end[data-reason=${reason}]`);
  const buttons = await person.page.$$eval('.end button', (all) => all.map(({ textContent }) => textContent));
  assert.equal(buttons.length, 1, `${reason}: ${buttons}`);
  return buttons[0];
}

/** The form of a class, filled in but not sent. */
async function fillIn(person, { title = 'A class', number, pin, waitingRoom = false, kind = 'meeting' }) {
  await person.page.goto(service.url);
  await person.click(`[data-kind=${kind}]`);
  await person.type('input[name=title]', title);
  await person.type('input[name=name]', person.name);
  if (number) await person.type('input[name=number]', number);
  if (pin) await person.type('input[name=pin]', pin);
  if (waitingRoom) await person.click('input[name=waitingRoom]');
}

async function open(person, wishes) {
  await fillIn(person, wishes);
  await person.click('form .primary');
  await person.enter();
  return decodeURIComponent(new URL(person.page.url()).pathname.split('/').at(-1));
}

before(async () => (service = await Service.start()));
after(() => service.stop());
afterEach(() => guests.leave());

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
  assert.equal(await text(guest, '.preview h1'), 'History');
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
  await guest.page.waitForSelector('.preview');
  assert.equal(await guest.page.$eval('input[name=name]', (input) => input.value), 'Guest');
  await guest.enter();
  await host.sees([guest]);
});

test('the invitation is copied by a button and shown as a QR code', TIMEOUT, async () => {
  const host = await arrive('Host');
  const number = await host.create(service.url);
  const clipboard = ['clipboard-read', 'clipboard-write', 'clipboard-sanitized-write'];
  await host.browser.browser.defaultBrowserContext().overridePermissions(service.url, clipboard);
  await host.click('[data-action=invite]');
  await host.click('dialog[open] [data-action=copy]');
  await until('the link is in the clipboard', async () => {
    const copied = await host.page.evaluate(() => navigator.clipboard.readText());
    return copied === `${service.url}/r/${number}`;
  });
  await host.click('dialog[open] [data-action=qr]');
  const code = await host.page.waitForSelector('dialog[open] [data-qr]');
  assert.match(await code.evaluate((node) => node.getAttribute('aria-label')), new RegExp(`/r/${number}`));
  await host.click('dialog[open] [data-action=qr]');
  await host.page.waitForSelector('dialog[open] [data-qr]', { hidden: true });
});

test(
  'a number that is live is refused where it was typed, and the first room is untouched',
  TIMEOUT,
  async () => {
    const first = await arrive('First');
    const number = await first.create(service.url, { title: 'First class' });
    const second = await arrive('Second');
    await fillIn(second, { title: 'Second class', number, kind: 'seminar' });
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

test('a room with a PIN asks for it, and only then; a wrong one is said where it was typed', TIMEOUT, async () => {
  const host = await arrive('Host');
  const number = await open(host, { pin: '4711' });
  const guest = await arrive('Guest');
  await guest.page.goto(`${service.url}/r/${number}`);
  await guest.type('input[name=name]', 'Guest');
  await guest.type('input[name=pin]', '1234');
  await guest.knock();
  await guest.page.waitForSelector('input[name=pin][aria-invalid=true]');
  assert.match(await text(guest, '[role=alert]'), /not the PIN/);
  await until('the wrong PIN is selected, to be typed over', () =>
    guest.page.evaluate(() => document.activeElement?.name === 'pin' && getSelection().toString() === '1234'),
  );
  await guest.page.keyboard.type('4711');
  await guest.page.keyboard.press('Enter');
  await guest.page.waitForSelector('.room .stage');

  const open2 = await host.create(service.url);
  const other = await arrive('Other');
  await other.page.goto(`${service.url}/r/${open2}`);
  await other.page.waitForSelector('.preview-right .primary');
  assert.equal(await other.page.$('input[name=pin]'), null);
});

test('the waiting room: one is let in, one is not, one stops waiting', TIMEOUT, async () => {
  const host = await arrive('Host');
  const number = await open(host, { title: 'Physics', waitingRoom: true });
  const list = () =>
    host.page.evaluate(() => window.seodang.room.order.waiting.value.map(({ id, name }) => ({ id, name })));
  const waiting = (names) =>
    until(
      `${names.join()} wait`,
      async () => (await list()).map(({ name }) => name).join() === names.join(),
    );
  const knocks = async (name) => {
    const guest = await arrive(name);
    await guest.page.goto(`${service.url}/r/${number}`);
    await guest.type('input[name=name]', name);
    await guest.knock();
    await guest.page.waitForSelector('[data-lobby]');
    return guest;
  };
  const ada = await knocks('Ada');
  const ben = await knocks('Ben');
  assert.equal(await text(ada, '.lobby-class'), 'Physics');
  await waiting(['Ada', 'Ben']);
  assert.equal((await host.names()).length, 0);

  const idOf = async (name) => (await list()).find((each) => each.name === name).id;
  await order(host, 'waiting.answer', { id: await idOf('Ada'), admit: true });
  await ada.page.waitForSelector('.room .stage');
  await ada.page.waitForSelector('[data-admitted=true]');
  await host.sees([ada]);
  await order(host, 'waiting.answer', { id: await idOf('Ben'), admit: false });
  assert.equal(await ending(ben, 'declined'), 'To the start page');

  const cleo = await knocks('Cleo');
  await waiting(['Cleo']);
  await cleo.leave();
  await ending(cleo, 'left');
  await waiting([]);
});

test('a number nobody has: a clear page with one next step', TIMEOUT, async () => {
  const lost = await arrive('Lost');
  await lost.page.goto(`${service.url}/r/999999999`);
  assert.equal(await ending(lost, 'not-found'), 'To the start page');
  assert.deepEqual(await lost.page.evaluate(() => window.instruments.asked), [], 'no device was asked for');
  await lost.click('.end .primary');
  await lost.page.waitForSelector('.kinds');
});

test('a locked class says so in the preview and refuses; unlocked, the same button leads in', TIMEOUT, async () => {
  const host = await arrive('Host');
  const number = await host.create(service.url);
  await order(host, 'room.update', { locked: true });
  const guest = await arrive('Guest');
  await guest.page.goto(`${service.url}/r/${number}`);
  await guest.page.waitForSelector('[data-locked]');
  await guest.type('input[name=name]', 'Guest');
  await guest.knock();
  assert.equal(await ending(guest, 'locked'), 'Try again');
  await order(host, 'room.update', { locked: false });
  await guest.click('.end .primary');
  await guest.enter();
  await host.sees([guest]);
});

test('whoever was removed is told, and told again at the door', TIMEOUT, async () => {
  const host = await arrive('Host');
  const number = await host.create(service.url);
  const guest = await arrive('Guest');
  await guest.join(service.url, number);
  await host.sees([guest]);
  await order(host, 'participant.remove', { id: await guest.ownId() });
  assert.equal(await ending(guest, 'removed'), 'To the start page');
  await guest.page.goto(`${service.url}/r/${number}`);
  await guest.knock();
  await ending(guest, 'removed');
});

test('a full class: try again, and in when someone has left', TIMEOUT, async () => {
  const small = await Service.start({ 'limits.meeting_people': '1' });
  try {
    const host = await arrive('Host');
    const number = await host.create(small.url);
    const guest = await arrive('Guest');
    await guest.page.goto(`${small.url}/r/${number}`);
    await guest.type('input[name=name]', 'Guest');
    await guest.knock();
    assert.equal(await ending(guest, 'full'), 'Try again');
    await host.leave();
    await host.click('[data-action=leave-only]');
    await host.page.waitForSelector('.end');
    await guest.click('.end .primary');
    await guest.enter();
  } finally {
    await small.stop();
  }
});

test('no server: said at once, and the way in opens when it is back', TIMEOUT, async () => {
  const own = await Service.start();
  try {
    const host = await arrive('Host');
    const number = await host.create(own.url);
    const guest = await arrive('Guest');
    await guest.page.goto(own.url);
    await guest.type('input[name=name]', 'Guest');
    await guest.type('input[name=number]', number);
    await own.kill('SIGTERM');
    await guest.click('form .primary');
    assert.equal(await ending(guest, 'network'), 'Try again');
    await own.run();
    await host.page.waitForSelector('.room .stage');
    await guest.click('.end .primary');
    await guest.enter();
  } finally {
    await own.stop();
  }
});

test('the host ends the room: everyone is told, nobody is left hanging', TIMEOUT, async () => {
  const host = await arrive('Host');
  const number = await host.create(service.url);
  const guest = await arrive('Guest');
  await guest.join(service.url, number);
  await host.end();
  assert.equal(await ending(guest, 'ended'), 'To the start page');
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

test('from the start page into the room by keyboard alone, notice and all', TIMEOUT, async () => {
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
  for (const question of ['recording', 'capture']) {
    await reach(`input[name=consent-${question}]`);
    await keyboard.press('Space');
  }
  await reach('.preview-right .primary');
  await keyboard.press('Enter');
  await guest.page.waitForSelector('.room .stage');
  await host.sees([guest]);
  await reach('[data-action=leave]');
  await keyboard.press('Enter');
  await guest.page.waitForSelector('.end[data-reason=left]');
});

test('camera off shows the initials and camera on the picture; mute is seen and heard', TIMEOUT, async () => {
  const host = await arrive('Host');
  const number = await host.create(service.url);
  const guest = await arrive('Guest');
  await guest.join(service.url, number);
  await host.sees([guest]);
  await host.hears([guest], guests.present);

  await guest.click('[data-toggle=camera]');
  await until('initials', async () => (await host.tiles())[0]?.picture === false);
  await guest.click('[data-toggle=camera]');
  await host.sees([guest]);

  await guest.click('[data-toggle=microphone]');
  await host.page.waitForSelector('.tile .muted-mark');
  await host.hears([], guests.present);
  await guest.click('[data-toggle=microphone]');
  await host.hears([guest], guests.present);
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
