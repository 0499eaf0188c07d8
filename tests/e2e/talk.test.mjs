// A 1:1 talk between two of three people, over the real pages: asked, accepted, alone, and back in the same room.
import assert from 'node:assert/strict';
import { Classroom, hides, layout, notice, openPanel, pressOnTile, shows } from './support/classroom.mjs';
import { until } from './support/wait.mjs';

const classroom = new Classroom({ 'times.talk_ms': '8000' });
const step = classroom.step.bind(classroom);
let [ada, ben, cho] = [];
/** How it looked to each before the talk. */
let before;

const inTalk = (person) =>
  person.page.$$eval('.tile-talk', (marks) => marks.map((mark) => mark.closest('.tile').dataset.name).sort());

step('three people see and hear each other', async () => {
  [ada, ben, cho] = await classroom.open(['Ada', 'Ben', 'Cho'], { browsers: { Cho: 'firefox' } });
  for (const person of classroom.people) await person.sees(classroom.others(person));
  for (const person of classroom.people) await person.hears(classroom.others(person), classroom.people);
});

step('pointing at a tile shows "1:1 talk"; without pointing it is not there', async () => {
  const visible = () =>
    ada.page.$eval('.tile[data-name=Ben] .tile-actions', (actions) => getComputedStyle(actions).opacity === '1');
  await ada.page.mouse.move(5, 5);
  await until('nothing is shown', async () => !(await visible()));
  await ada.page.hover('.tile[data-name=Ben]');
  await until('the button is shown', visible);
  assert.match(await ada.page.$eval('.tile[data-name=Ben] [data-action=talk]', (button) => button.textContent), /1:1 talk/);
});

step('declined: the asker is told, and nothing has changed for anyone', async () => {
  const before = await layout(ada);
  await pressOnTile(ada, 'Ben', 'talk');
  await shows(ada, '[data-prompt=talk-asking]');
  const prompt = await shows(ben, '[data-prompt=talk-asked]');
  assert.match(await prompt.evaluate((card) => card.textContent), /Ada asks you for a 1:1 talk/);
  await ben.click('[data-action=talk-decline]');
  assert.match(await notice(ada, 'talk.declined'), /Ben declined/);
  await hides(ada, '[data-prompt]');
  assert.deepEqual(await layout(ada), before);
});

step('without an answer it expires, and both are told', async () => {
  await pressOnTile(ada, 'Ben', 'talk');
  await shows(ben, '[data-prompt=talk-asked]');
  assert.match(await notice(ada, 'talk.expired'), /Ben did not answer/);
  assert.match(await notice(ben, 'talk.missed'), /Ada had asked/);
  await hides(ben, '[data-prompt]');
});

step('the class has its own arrangements: Ada has pinned Cho and opened the chat', async () => {
  await pressOnTile(ada, 'Cho', 'pin');
  await openPanel(ada, 'chat');
  before = await until('Cho is large', async () => {
    const seen = await layout(ada);
    return seen.mode === 'pin' && seen;
  });
});

step('accepted: partner large, oneself small at the upper right, marked as private', async () => {
  await pressOnTile(ada, 'Ben', 'talk');
  await ben.click('[data-action=talk-accept]');
  for (const [person, partner] of [
    [ada, ben],
    [ben, ada],
  ]) {
    await until('the talk is shown', async () => (await layout(person)).mode === 'talk');
    await person.sees([partner]);
    const { tiles } = await layout(person);
    const [x, y, width] = tiles[partner.name];
    const own = await person.page.$eval('.own-tile', (tile) => {
      const { left, right, top, width } = tile.getBoundingClientRect();
      return { left, right, top, width };
    });
    assert.ok(own.width < width / 2 && own.top - y < 40 && x + width - own.right < 40 && own.left > x + width / 2);
    assert.match(await person.page.$eval('.talk-bar', (bar) => bar.textContent), new RegExp(`1:1 talk with ${partner.name}`));
  }
});

step('the two hear each other and not the class; the class sees and hears neither, and sees where they are', async () => {
  await ada.hears([ben], classroom.people);
  await ben.hears([ada], classroom.people);
  await until('both are marked', async () => (await inTalk(cho)).join() === 'Ada,Ben');
  await cho.hears([], classroom.people);
  await until('no picture of the two', async () => (await cho.tiles()).every(({ picture, colour }) => !picture || !colour));
});

step('who is in a talk cannot be asked for another: the asker is told', async () => {
  await pressOnTile(cho, 'Ben', 'talk');
  assert.match(await notice(cho, 'talk.busy'), /Ben is busy/);
});

step('ended by one: everything is as it was before, for all three', async () => {
  await ben.click('[data-action=talk-end]');
  assert.match(await notice(ada, 'talk.ended'), /talk with Ben has ended/);
  await until('Ada has her room back', async () => JSON.stringify(await layout(ada)) === JSON.stringify(before));
  for (const person of classroom.people) {
    await person.sees(classroom.others(person));
    await person.hears(classroom.others(person), classroom.people);
  }
  assert.deepEqual(await inTalk(cho), []);
});

/** Presses Tab until something of `selector` has the focus. */
async function tabTo(person, selector) {
  for (let presses = 0; presses < 60; presses++) {
    if (await person.page.evaluate((wanted) => document.activeElement.matches(wanted), selector)) return;
    await person.page.keyboard.press('Tab');
  }
  throw new Error(`${person.name}: no Tab leads to ${selector}`);
}

step('asked, accepted and ended by keyboard alone; a key pressed when the question comes answers nothing', async () => {
  await tabTo(ada, '.tile[data-name=Ben] [data-action=talk]');
  await ada.page.keyboard.press('Enter');
  await until('the question has the focus', () => ben.page.evaluate(() => document.activeElement.matches('.prompt')));
  await ben.page.keyboard.press('Enter');
  await shows(ben, '[data-prompt=talk-asked]');
  await tabTo(ben, '[data-action=talk-accept]');
  await ben.page.keyboard.press('Enter');
  await until('they talk', async () => (await layout(ada)).mode === 'talk');
  await tabTo(ada, '[data-action=talk-end]');
  await ada.page.keyboard.press('Space');
  await notice(ben, 'talk.ended');
});

step('when one of the two leaves, the other is back in the room', async () => {
  await pressOnTile(cho, 'Ben', 'talk');
  await ben.click('[data-action=talk-accept]');
  await until('they talk', async () => (await layout(cho)).mode === 'talk');
  await ben.leave();
  await notice(cho, 'talk.ended');
  classroom.people = classroom.others(ben);
  await cho.sees([ada]);
  await cho.hears([ada], [ada, ben, cho]);
  await ben.browser.close();
});
