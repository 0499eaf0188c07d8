// The stage and the keyboard over the real pages: pages, who speaks elsewhere, the pin, keys for everything; and what
// axe says of all of it.
import assert from 'node:assert/strict';
import { findings } from './support/axe.mjs';
import { Classroom, deed, hides, layout, openPanel, pressOnTile, shows } from './support/classroom.mjs';
import { until } from './support/wait.mjs';

const classroom = new Classroom();
const step = classroom.step.bind(classroom);
let [ada, ben, cho, dan] = [];

const names = async (person) => Object.keys((await layout(person)).tiles);
const focus = (person) => person.page.evaluate(() => document.activeElement.dataset.action ?? document.activeElement.tagName);

step('two of three on the first page: who speaks on the other is named, and one click away', async () => {
  [ada, ben, cho, dan] = await classroom.open(['Ada', 'Ben', 'Cho', 'Dan']);
  await ada.page.goto(`${classroom.service.url}/r/${classroom.number}?pageSize=2`);
  await until('the first page', async () => (await names(ada)).length === 2);
  const all = ['Ben', 'Cho', 'Dan'];
  const first = await names(ada);
  const [other] = all.filter((name) => !first.includes(name));
  const speaker = classroom.people.find(({ name }) => name === other);
  for (const person of [ben, cho, dan]) if (person !== speaker) await person.click('[data-toggle=microphone]');
  const hint = await shows(ada, '.elsewhere');
  assert.equal(await hint.evaluate((button) => button.textContent), `${other} is speaking on page 2`);
  await ada.click('.elsewhere');
  await until('the other page', async () => (await names(ada)).join() === other);
  assert.equal(await ada.page.$('.elsewhere'), null);
  await ada.page.keyboard.press('ArrowLeft');
  await until('back', async () => (await names(ada)).join() === first.join());
});

step('a pinned person is large on every page, until it is undone; then all is as before', async () => {
  const before = await layout(ada);
  const [pinned] = await names(ada);
  await pressOnTile(ada, pinned, 'pin');
  const area = ([, , width, height]) => width * height;
  const large = async () => {
    const { mode, tiles } = await layout(ada);
    const others = Object.entries(tiles).filter(([name]) => name !== pinned);
    return mode === 'pin' && others.length === 1 && others.every(([, box]) => area(tiles[pinned]) > 4 * area(box));
  };
  await until('it is large', large);
  await ada.page.keyboard.press('PageDown');
  await until('and on the next page', large);
  await ada.page.keyboard.press('PageUp');
  await pressOnTile(ada, pinned, 'pin');
  await until('as before', async () => JSON.stringify(await layout(ada)) === JSON.stringify(before));
});

step('keys for everything, also while Hangul is typed; none while one types', async () => {
  const on = (kind) => ada.page.$eval(`[data-toggle=${kind}]`, ({ dataset }) => dataset.on);
  const { keyboard } = ada.page;
  await keyboard.press('m');
  await until('muted', async () => (await on('microphone')) === 'false');
  await keyboard.press('v');
  await until('camera off', async () => (await on('camera')) === 'false');
  await ada.page.evaluate(() =>
    document.body.dispatchEvent(new KeyboardEvent('keydown', { key: 'ㅍ', code: 'KeyV', bubbles: true })),
  );
  await until('camera on', async () => (await on('camera')) === 'true');
  await keyboard.press('c');
  await shows(ada, '.panel[data-panel=chat]');
  await until('the line has the focus', async () => (await focus(ada)) === 'TEXTAREA');
  await keyboard.type('mvhcpf? ');
  assert.equal(await ada.page.$eval('textarea', ({ value }) => value), 'mvhcpf? ');
  assert.deepEqual([await on('microphone'), await on('camera')], ['false', 'true']);
  await keyboard.press('Escape');
  await hides(ada, '.panel');
  assert.equal(await focus(ada), 'chat');
  await keyboard.press('p');
  await shows(ada, '.panel[data-panel=people]');
  await keyboard.press('p');
  await hides(ada, '.panel');
});

step('Space opens the microphone as long as it is held', async () => {
  await ada.page.evaluate(() => document.activeElement.blur());
  await ben.hears([], [ada]);
  await ada.page.keyboard.down('Space');
  await ben.hears([ada], [ada]);
  await ada.page.keyboard.up('Space');
  await ben.hears([], [ada]);
});

step('? lists the keys; there single letters can be turned off, and stay off', async () => {
  await ada.page.keyboard.press('?');
  await shows(ada, 'dialog.keys');
  await ada.click('dialog.keys input[name=keys]');
  await ada.page.keyboard.press('Escape');
  await hides(ada, 'dialog.keys');
  await ada.page.evaluate(() => document.activeElement.blur());
  for (const key of ['c', 'p', '?']) await ada.page.keyboard.press(key);
  assert.equal(await ada.page.$('.panel, dialog[open]'), null);
  await ada.page.keyboard.press('ArrowRight');
  await until('pages still turn', async () => (await names(ada)).length === 1);
  await ada.click('[data-action=keys]');
  await ada.click('dialog.keys input[name=keys]');
  await ada.page.keyboard.press('Escape');
});

for (const lang of ['en', 'ko']) {
  step(`axe finds nothing in the room, its panels and its dialogs (${lang})`, async () => {
    await ada.page.select('.menu .language select', lang);
    await until('the language', () => ada.page.evaluate((lang) => document.documentElement.lang === lang, lang));
    const found = {};
    const look = async (name) => (found[name] = await findings(ada.page));
    await look('stage');
    await openPanel(ada, 'chat');
    await ada.page.evaluate(() => window.seodang.room.connection.call('chat.say', { text: 'See https://example.org' }));
    await shows(ada, '.message');
    await look('chat');
    await openPanel(ada, 'people');
    await deed(ada, 'Ben');
    await look('people');
    await ada.click('.person[data-person=Ben] [data-deed=remove]');
    await look('removing');
    await ada.click('[data-action=panel-close]');
    await ada.click('[data-action=keys]');
    await shows(ada, 'dialog.keys');
    await look('keys');
    await ada.page.keyboard.press('Escape');
    await ada.click('[data-action=leave]');
    await shows(ada, 'dialog[open]');
    await look('leave');
    await ada.page.keyboard.press('Escape');
    assert.deepEqual(Object.values(found).flat(), [], JSON.stringify(found));
  });
}
