// Sharing a screen over the real pages: large for all, with its sound, one at a time, and exactly as before afterwards.
import assert from 'node:assert/strict';
import { Classroom, SCREEN, hides, layout, notice, pressOnTile, screenOf, seesScreen, shows } from './support/classroom.mjs';
import { until } from './support/wait.mjs';

const OTHER = { colour: '#7020a0', frequency: 1870 };
const classroom = new Classroom();
const step = classroom.step.bind(classroom);
let [ada, ben, cho] = [];
const before = new Map();

const tones = (person) => person.page.evaluate((list) => window.instruments.hear(list), [SCREEN.frequency, OTHER.frequency]);
const audible = async (person) => (await tones(person)).map((level) => level > -50);
const unchanged = (person) =>
  until(`the room of ${person.name} is as before`, async () => {
    const now = JSON.stringify(await layout(person));
    if (now === JSON.stringify(before.get(person))) return true;
    throw new Error(now);
  });

step('a class of three, in which one has pinned another', async () => {
  ada = await classroom.arrive('Ada');
  ben = await classroom.arrive('Ben', 'chromium', { screen: OTHER });
  cho = await classroom.arrive('Cho', 'firefox');
  classroom.number = await ada.create(classroom.service.url);
  for (const guest of [ben, cho]) await guest.join(classroom.service.url, classroom.number);
  for (const person of classroom.people) await person.sees(classroom.others(person));
  await pressOnTile(cho, 'Ben', 'pin');
  for (const person of classroom.people) {
    await until('the layout has settled', async () => Object.keys((await layout(person)).tiles).length === 2);
    before.set(person, await layout(person));
  }
  assert.equal(before.get(cho).mode, 'pin');
});

step('everyone sees the screen large, with the people beside it, and hears it', async () => {
  await ben.click('[data-action=share]');
  for (const person of [ada, cho]) {
    await seesScreen(person, OTHER.colour);
    const { mode, tiles } = await layout(person);
    const [width, height] = await person.page.$eval('.screen', (screen) => [screen.clientWidth, screen.clientHeight]);
    assert.equal(mode, 'screen');
    for (const [, , tileWidth, tileHeight] of Object.values(tiles)) assert.ok(width * height > 4 * tileWidth * tileHeight);
    await person.sees(classroom.others(person));
    await until(`${person.name} hears the screen`, async () => (await audible(person)).join() === 'false,true');
  }
});

step('who shares is told so, sees themself not in an endless mirror, and does not hear it', async () => {
  await shows(ben, '.screen.own [data-action=screen-stop]');
  assert.match(await ben.page.$eval('.screen.own', (own) => own.textContent), /You are sharing your screen/);
  assert.deepEqual(await audible(ben), [false, false]);
  const hint = await ben.page.evaluate(() => window.seodang.room.screen.own.value.getVideoTracks()[0].contentHint);
  assert.equal(hint, 'detail');
});

step('a second one is refused with the name of the first, and nothing of theirs is seen', async () => {
  await cho.click('[data-action=share]');
  const prompt = await shows(cho, '[data-prompt=screen-busy]');
  assert.match(await prompt.evaluate((card) => card.textContent), /Ben is sharing a screen/);
  assert.equal(await cho.page.$('[data-action=screen-takeover]'), null);
  await cho.click('[data-action=screen-wait]');
  await hides(cho, '[data-prompt]');
  await seesScreen(ada, OTHER.colour);
});

step('a host takes over: everyone sees the new one, who was first is told', async () => {
  await ada.click('[data-action=share]');
  await ada.click('[data-action=screen-takeover]');
  for (const person of [ben, cho]) await seesScreen(person, SCREEN.colour);
  assert.match(await notice(ben, 'screen.taken'), /Ada took over/);
  await until('Cho hears the new one alone', async () => (await audible(cho)).join() === 'true,false');
});

step('stopped by the own button: every room is exactly as before', async () => {
  await ada.click('[data-action=screen-stop]');
  for (const person of classroom.people) {
    await unchanged(person);
    await person.sees(classroom.others(person));
  }
  // What lies in the jitter buffer is still heard.
  await until('Cho hears no screen any more', async () => (await audible(cho)).join() === 'false,false', 2000);
});

step('stopped by the bar of the browser: the same', async () => {
  await ben.click('[data-action=share]');
  await seesScreen(ada, OTHER.colour);
  await ben.page.evaluate(() => window.instruments.endScreen());
  for (const person of classroom.people) await unchanged(person);
  assert.equal(await screenOf(ada), null);
});

step('who comes while a screen is shared sees it; when the sharer leaves, it is gone', async () => {
  await ben.click('[data-action=share]');
  const dan = await classroom.arrive('Dan', 'chromium', { screen: { refused: true } });
  await dan.join(classroom.service.url, classroom.number);
  await seesScreen(dan, OTHER.colour);
  await ben.leave();
  classroom.people = classroom.others(ben);
  await until('no screen', async () => (await screenOf(dan)) === null);
  await dan.sees(classroom.others(dan));
  await ben.browser.close();
});

step('what the browser or the person refuses is told, and nothing is shared', async () => {
  const dan = classroom.people.at(-1);
  await dan.click('[data-action=share]');
  assert.match(await notice(dan, 'screen.refused'), /Nothing is shared/);
  assert.equal(await screenOf(ada), null);
});

step('a browser that cannot share has no button for it', async () => {
  const eve = await classroom.arrive('Eve', 'chromium', { screen: { absent: true } });
  await eve.join(classroom.service.url, classroom.number);
  await shows(eve, '[data-action=hand]');
  assert.equal(await eve.page.$('[data-action=share]'), null);
});

step('what the browser itself lets one share arrives too: Chromium’s own fake screen', async () => {
  const args = ['--use-fake-ui-for-media-stream', '--use-fake-device-for-media-stream'];
  const fay = await classroom.arrive('Fay', 'chromium', { screen: null, args });
  await fay.join(classroom.service.url, classroom.number);
  await fay.click('[data-action=share]');
  await seesScreen(ada, '#1bb407');
  await fay.click('[data-action=screen-stop]');
  await until('no screen', async () => (await screenOf(ada)) === null);
});
