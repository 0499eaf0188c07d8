// Order in class over the real pages: hands, muting, hosts, removing, the lock, the waiting room, attendance, the end.
import assert from 'node:assert/strict';
import { readFile, readdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Classroom, deed, hides, notice, openPanel, shows } from './support/classroom.mjs';
import { until } from './support/wait.mjs';

const classroom = new Classroom();
const step = classroom.step.bind(classroom);
let [ada, ben, cho] = [];

const hands = (person) =>
  person.page.$$eval('.persons .person', (rows) =>
    rows.filter((row) => row.querySelector('[data-place]')).map((row) => `${row.querySelector('[data-place]').dataset.place} ${row.dataset.person}`).sort(),
  );
const muted = (person, name) =>
  person.page.$eval(`.tile[data-name=${name}]`, (tile) => tile.querySelector('.muted-mark') !== null);

/** To the door and no further. */
async function knock(person) {
  await person.page.goto(`${classroom.service.url}/r/${classroom.number}`);
  await person.type('input[name=name]', person.name);
  await person.knock();
}

step('hands stand in a queue by their order, on every screen, and are lowered by their owner or a host', async () => {
  [ada, ben, cho] = await classroom.open(['Ada', 'Ben', 'Cho'], { browsers: { Ben: 'firefox' } });
  for (const person of classroom.people) {
    await person.sees(classroom.others(person));
    await openPanel(person, 'people');
  }
  await cho.page.keyboard.press('h');
  await until('Cho is first', async () => (await hands(ada)).join() === '1 Cho');
  await ben.click('[data-action=hand]');
  for (const person of classroom.people)
    await until(`${person.name} sees the queue`, async () => (await hands(person)).join() === '1 Cho,2 Ben');
  assert.equal(await ada.page.$eval('.tile[data-name=Cho] .hand-mark', (mark) => mark.title), 'Hand raised, number 1');
  await deed(ada, 'Cho', 'lowerHand');
  await until('Ben moves up', async () => (await hands(ben)).join() === '1 Ben');
  await cho.click('[data-action=hand]');
  await until('Cho is behind', async () => (await hands(cho)).join() === '1 Ben,2 Cho');
  await ada.click('[data-action=lower-all]');
  await until('no hand is up', async () => (await hands(cho)).length === 0);
});

step('muted by a host: silent, marked, told by whom; and free to speak again', async () => {
  await cho.hears([ada, ben], classroom.people);
  await deed(ada, 'Ben', 'mute');
  assert.match(await notice(ben, 'say.muted'), /Ada muted you/);
  await cho.hears([ada], classroom.people);
  await until('the mark is shown', () => muted(cho, 'Ben'));
  await ben.click('[data-toggle=microphone]');
  await cho.hears([ada, ben], classroom.people);
});

step('everyone is muted at once, but not the host', async () => {
  await ada.click('[data-action=mute-all]');
  await notice(ben, 'say.muted');
  await notice(cho, 'say.muted');
  await ada.hears([], classroom.people);
  await ben.hears([ada], classroom.people);
  await cho.page.keyboard.press('m');
  await ada.hears([cho], classroom.people);
});

step('a camera is turned off by a host', async () => {
  await deed(ada, 'Cho', 'stopVideo');
  await notice(cho, 'say.videoStopped');
  await until('no picture', async () => (await ben.tiles()).find(({ name }) => name === 'Cho')?.picture === false);
  await cho.click('[data-toggle=camera]');
  await ben.sees([ada, cho]);
});

step('a second host has what a host has, and can lose it', async () => {
  assert.equal(await ben.page.$('[data-action=mute-all]'), null);
  await deed(ada, 'Ben', 'makeHost');
  await notice(ben, 'say.hostNow');
  await shows(ben, '[data-action=mute-all]');
  await deed(ada, 'Ben', 'takeHost');
  await notice(ben, 'say.hostNoMore');
  await hides(ben, '[data-action=mute-all]');
});

step('a locked class: everyone sees it, nobody comes in', async () => {
  await ada.click('[data-switch=lock]');
  await shows(cho, '[data-locked]');
  const dan = await classroom.arrive('Dan');
  await knock(dan);
  await shows(dan, '.end[data-reason=locked]');
  await ada.click('[data-switch=lock]');
  await hides(cho, '[data-locked]');
});

step('the waiting room: one is declined, one admitted, by name', async () => {
  await ada.click('[data-switch=waiting-room]');
  const dan = classroom.people.at(-1);
  const eve = await classroom.arrive('Eve');
  for (const person of [dan, eve]) {
    await knock(person);
    await shows(ada, `[data-waiting=${person.name}]`);
  }
  await shows(eve, '[data-lobby]');
  await ada.click('[data-waiting=Dan] [data-action=decline]');
  await shows(dan, '.end[data-reason=declined]');
  await ada.click('[data-waiting=Eve] [data-action=admit]');
  await shows(eve, '.room .stage');
  await hides(ada, '[data-waiting]');
  await ada.click('[data-switch=waiting-room]');
  classroom.people = classroom.others(dan);
  await dan.browser.close();
  await eve.sees(classroom.others(eve));
});

step('removed after a question: gone for everyone, told, and not let in again', async () => {
  const eve = classroom.people.at(-1);
  await deed(ada, 'Eve', 'remove', 'remove-confirmed');
  await shows(eve, '.end[data-reason=removed]');
  classroom.people = classroom.others(eve);
  for (const person of classroom.people) await person.sees(classroom.others(person));
  await knock(eve);
  await shows(eve, '.end[data-reason=removed]');
  await eve.browser.close();
});

step('attendance: who was there, who of a pasted list was not, and as CSV', async () => {
  await openPanel(ada, 'people');
  await ada.click('[data-action=attendance]');
  await shows(ada, '[data-attended=Eve]');
  await ada.click('[data-action=roster]');
  await ada.type('textarea[name=roster]', 'Ben\nFay\nGus');
  await ada.click('[data-action=roster-save]');
  const absent = await shows(ada, '[data-absent]');
  assert.equal(await absent.evaluate(({ dataset }) => dataset.absent), 'Fay,Gus');
  const folder = await mkdtemp(join(tmpdir(), 'seodang-attendance-'));
  const session = await ada.page.createCDPSession();
  await session.send('Browser.setDownloadBehavior', { behavior: 'allow', downloadPath: folder });
  await ada.click('[data-action=attendance-csv]');
  const file = await until('the file is there', async () => (await readdir(folder)).find((name) => name.endsWith('.csv')));
  const rows = (await readFile(join(folder, file), 'utf8')).trimEnd().split('\r\n');
  assert.equal(rows[0], '\ufeffName,Role,Came,Left,Time (h:mm),Visits');
  assert.match(rows.find((row) => row.startsWith('Ada')), /^Ada,Host,\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,,\d+:\d\d,1$/);
  assert.match(rows.find((row) => row.startsWith('Fay')), /^Fay,Absent,,,,0$/);
  await rm(folder, { recursive: true });
  await ada.page.keyboard.press('Escape');
  await hides(ada, 'dialog[open]');
});

step('the host ends the class for all', async () => {
  await ada.end();
  await shows(ben, '.end[data-reason=ended]');
  await shows(cho, '.end[data-reason=ended]');
});
