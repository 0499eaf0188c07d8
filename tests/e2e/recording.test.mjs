// Recording over the real pages: seen by everyone, sections played right after their end, files that are really
// downloaded and decoded, deleting and undoing, and what a host is asked at the end.
import assert from 'node:assert/strict';
import { after } from 'node:test';
import { Looks } from './support/axe.mjs';
import { Classroom, hides, notice, openPanel, pressOnTile, shows } from './support/classroom.mjs';
import { Downloads } from './support/downloads.mjs';
import { until } from './support/wait.mjs';
import { unzip } from './support/zip.mjs';

const LISTED_MS = 3000;
const SEEK_MS = 500;
const AUDIBLE_DB = -40;
const classroom = new Classroom();
const step = classroom.step.bind(classroom);
const looks = new Looks();
let [ada, ben, cho] = [];
let downloads;
after(() => downloads?.remove());

const section = (name) => `.recording[data-kind=section][aria-label="${name}"]`;
const stateOf = (person, selector) => person.page.$eval(selector, ({ dataset }) => dataset.state).catch(() => null);
const fileOf = (selector, name) => `${selector} [data-file][data-name="${name}"]`;
/** Whole seconds, as a recording says of itself. */
const lengthOf = (person, selector) =>
  person.page.$eval(`${selector} [data-length]`, ({ dataset }) => Number(dataset.length));
const isReady = (person, selector, timeout = 30_000) =>
  until(`${selector} is ready`, async () => (await stateOf(person, selector)) === 'ready', timeout);

/** The player as it is: {name, time, paused, colours}. */
const playing = (person, people = classroom.people) =>
  person.page.evaluate(
    (colours) => {
      const video = document.querySelector('.player video');
      if (!video || video.readyState < 2) return null;
      const name = document.querySelector('[data-playing]').dataset.playing;
      const { currentTime: time, paused } = video;
      return { name, time, paused, colours: window.instruments.coloursIn(video, colours) };
    },
    people.map(({ colour }) => colour),
  );
/** Waits until someone's own picture plays, and goes on. */
async function plays(person, who, timeout = 10_000) {
  const shown = () =>
    until(
      `${who.name} plays`,
      async () => {
        const now = await playing(person);
        if (now?.name === who.name && now.colours.join() === who.colour) return now;
        throw new Error(JSON.stringify(now));
      },
      timeout,
    );
  const { time } = await shown();
  await until('it goes on', async () => (await playing(person))?.time > time);
}
/** What a downloaded file is: decoded in a browser, with each person's colour and tone looked for. */
const inspect = (person, bytes, times, people = classroom.people) =>
  person.page.evaluate((base64, wanted) => window.instruments.inspect(base64, wanted), bytes.toString('base64'), {
    times,
    colours: people.map(({ colour }) => colour),
    tones: people.map(({ frequency }) => frequency),
  });
/** It shows and sounds like this person and nobody else, wherever one looks. */
async function isOf(who, bytes, times) {
  const found = await inspect(ada, bytes, times);
  for (const { colours, ms, at } of found.seen) {
    assert.equal(colours.join(), who.colour, `${who.name} at ${at} s`);
    assert.ok(ms <= SEEK_MS, `a seek to ${at} s took ${ms} ms`);
  }
  const heard = classroom.people.filter((_, index) => found.levels[index] > AUDIBLE_DB).map(({ name }) => name);
  assert.deepEqual(heard, [who.name], `levels ${found.levels.map(Math.round)}`);
  assert.ok(Math.abs(found.duration - found.sound) < 0.5, `picture ${found.duration} s, sound ${found.sound} s`);
  return found;
}

step('a class begins: everyone sees that it is recorded, and is told', async () => {
  ada = await classroom.arrive('Ada');
  ben = await classroom.arrive('Ben');
  cho = await classroom.arrive('Cho');
  classroom.number = await ada.create(classroom.service.url, { title: 'History' });
  downloads = await Downloads.of(ada);
  await ben.join(classroom.service.url, classroom.number);
  for (const person of [ada, ben]) {
    await shows(person, '.room-head [data-badge=on]');
    await until('the window says so too', async () => (await person.page.title()).startsWith('● History'));
  }
  assert.equal(await ben.page.$('[data-action=section]'), null);
});

step('who comes late is told, and who refuses is in the class but not in the recording', async () => {
  await cho.page.goto(`${classroom.service.url}/r/${classroom.number}`);
  await cho.type('input[name=name]', 'Cho');
  await cho.enter({ consent: 'no' });
  assert.match(await notice(cho, 'recording.running'), /is being recorded/);
  await cho.click('.room-head [data-badge=on]');
  await shows(cho, '.about-recording [data-included=false]');
  await looks.look('about', cho.page);
  await cho.page.keyboard.press('Escape');
  await ben.click('.room-head [data-badge=on]');
  await shows(ben, '.about-recording [data-included=true]');
  await ben.page.keyboard.press('Escape');
  for (const person of classroom.people) await person.sees(classroom.others(person));
});

step('a section by keys, with a name: both badges say so', async () => {
  await openPanel(ada, 'recordings');
  await ada.page.keyboard.press('r');
  await shows(ada, 'dialog [name=wording]');
  await looks.look('section', ada.page);
  await ada.page.keyboard.type('Experiment 2');
  await ada.page.keyboard.press('Enter');
  for (const person of classroom.people) await shows(person, '.room-head [data-badge=on][data-section=true]');
  assert.match(await notice(ben, 'recording.sectionStarted'), /section/);
  await shows(ada, `${section('Experiment 2')}[data-state=recording]`);
  await looks.look('panel', ada.page);
});

step('a moment is marked where the key was pressed', async () => {
  await until('two seconds are recorded', async () => (await lengthOf(ada, section('Experiment 2'))) >= 2);
  await ada.page.keyboard.press('b');
  await shows(ada, 'dialog [name=wording]');
  await ada.page.keyboard.type('answer 3');
  await until('another two', async () => (await lengthOf(ada, section('Experiment 2'))) >= 4);
  await ada.page.keyboard.press('Enter');
  await notice(ada, 'recording.marked');
  await until('another two', async () => (await lengthOf(ada, section('Experiment 2'))) >= 6);
});

step('ended by the same key: in the list within 3 s, and a click plays the person’s own picture', async () => {
  const ended = performance.now();
  await ada.page.keyboard.press('r');
  await shows(ada, `${section('Experiment 2')}:not([data-state=recording])`);
  assert.ok(performance.now() - ended <= LISTED_MS, `listed after ${performance.now() - ended} ms`);
  for (const person of classroom.people) await shows(person, '.room-head [data-badge=on][data-section=false]');
  await ada.click(`${section('Experiment 2')} [data-action=play]`);
  await shows(ada, 'dialog.player');
  await plays(ada, ada);
  assert.deepEqual(
    await ada.page.$$eval('[data-person-file]', (chips) => chips.map(({ dataset }) => dataset.personFile).sort()),
    ['Ada', 'Ben'],
  );
});

step('the mark leads to its moment, the next person is seen at the same', async () => {
  await ada.click('[data-mark="answer 3"]');
  const { time } = await until('it is there', async () => {
    const now = await playing(ada);
    if (now?.time >= 1 && now.time < 5.5) return now;
    throw new Error(JSON.stringify(now));
  });
  await ada.click('[data-action=next-person]');
  await plays(ada, ben);
  assert.ok((await playing(ada)).time >= time - 1.5, 'Ben is seen from the same moment on');
  await looks.look('player', ada.page);
  await ada.click('[data-action=player-close]');
  await hides(ada, 'dialog.player');
});

step('one file is downloaded: it bears the person’s name and is theirs in picture and sound, everywhere', async () => {
  await isReady(ada, section('Experiment 2'));
  await ada.click(`${section('Experiment 2')} [data-action=files]`);
  await ada.click(`${fileOf(section('Experiment 2'), 'Ben')} [data-action=download]`);
  const { name, bytes } = await downloads.next();
  assert.match(name, /Ben.*\.webm$/);
  const { duration, size } = await isOf(ben, bytes, [0.5, 4, 2, 5]);
  assert.ok(duration > 5 && duration < 12, `${duration} s`);
  assert.ok(size[0] >= 160 && size[1] >= 90, size.join('×'));
});

step('deleted it can be had back; and again it plays', async () => {
  await ada.click(`${section('Experiment 2')} [data-action=discard]`);
  await shows(ada, `${section('Experiment 2')}[data-state=discarded]`);
  await looks.look('deleted', ada.page);
  await ada.click(`${section('Experiment 2')} [data-action=restore]`);
  await shows(ada, `${section('Experiment 2')}[data-state=ready]`);
  await ada.click(`${section('Experiment 2')} [data-action=play]`);
  await plays(ada, ada);
  await ada.click('[data-action=player-close]');
});

step('everyone in one picture, without whom one leaves out', async () => {
  await ada.click(`${section('Experiment 2')} [data-action=compose]`);
  await shows(ada, 'dialog.compose');
  await looks.look('compose', ada.page);
  await ada.click('[data-action=compose-confirm]');
  const composed = '.recording[data-kind=composed]';
  await shows(ada, composed);
  await isReady(ada, composed, 60_000);
  await ada.click(`${composed} [data-action=play]`);
  const both = [ada.colour, ben.colour].sort().join();
  await until('both are seen', async () => (await playing(ada))?.colours.sort().join() === both);
  await ada.click('[data-action=player-close]');
});

step('a 1:1 talk is not recorded, and its two are told', async () => {
  await pressOnTile(ben, 'Cho', 'talk');
  await cho.click('[data-action=talk-accept]');
  for (const person of [ben, cho]) await shows(person, '.room-head [data-badge=paused]');
  await shows(ada, '.room-head [data-badge=on]');
  await ben.click('[data-action=talk-end]');
  for (const person of [ben, cho]) await shows(person, '.room-head [data-badge=on]');
});

step('the host ends the class and saves: true progress, then all of it as one zip', async () => {
  await ada.leave();
  await shows(ada, '.leave-dialog [data-action=leave-save]');
  await looks.look('leaving', ada.page);
  await ada.click('[data-action=leave-save]');
  await shows(ada, '.end[data-reason=saved]');
  for (const person of [ben, cho]) await shows(person, '.end[data-reason=ended]');
  await shows(ada, '.ended-recordings [data-ready=true]', 60_000);
  await looks.look('saved', ada.page);
  const lesson = '.recording[data-kind=lesson]';
  assert.equal(await stateOf(ada, lesson), 'ready');
  assert.equal(await stateOf(ada, section('Experiment 2')), 'ready');
  await ada.click('[data-action=zip-all]');
  const { name, bytes } = await downloads.next();
  assert.match(name, /\.zip$/);
  const files = unzip(bytes);
  assert.equal(files.length, 2, files.map((file) => file.name).join());
  for (const who of [ada, ben]) {
    const own = files.find((file) => file.name.includes(who.name));
    assert.ok(own, `${who.name} in ${files.map((file) => file.name).join()}`);
    const { duration } = await isOf(who, own.bytes, [1, 6, 3]);
    assert.ok(duration > 8, `the whole class of ${who.name}: ${duration} s`);
  }
});

step('on a page of its own they are there later too, and for nobody else', async () => {
  await ada.click('.ended-recordings .text-link');
  await shows(ada, '.recordings-page .recording[data-kind=lesson][data-state=ready]');
  await looks.look('recordings', ada.page);
  const address = ada.page.url();
  await ada.reload();
  await ada.click('.recording[data-kind=lesson] [data-action=play]');
  await plays(ada, ada);
  await ben.page.goto(address);
  await shows(ben, '.recordings-page [role=alert]');
  assert.equal(await ben.page.$('.recording'), null);
});

step('a host whose window dies loses nothing: at the next visit the recording is offered', async () => {
  await ada.page.goto(classroom.service.url);
  await shows(ada, '[data-last-class]');
  await ada.create(classroom.service.url, { title: 'Geography' });
  await shows(ada, '.room-head [data-badge=on]');
  await openPanel(ada, 'recordings');
  await until('three seconds are recorded', async () => (await lengthOf(ada, '.recording[data-kind=lesson]')) >= 3);
  const number = new URL(ada.page.url()).pathname.split('/').at(-1);
  const dying = ada.page;
  ada.page = await ada.browser.browser.newPage();
  await dying.close({ runBeforeUnload: false });
  await ada.page.goto(`${classroom.service.url}/r/${number}`);
  await shows(ada, '[data-last-class]');
  await looks.look('the door', ada.page);
});

step('the host ends the class and throws it away: ten minutes to think better of it', async () => {
  await ada.enter();
  await ada.end({ save: false });
  await shows(ada, '.end[data-reason=discarded]');
  const lesson = '.recording[data-kind=lesson]';
  await shows(ada, `${lesson}[data-state=discarded]`);
  assert.match(await ada.page.$eval(lesson, ({ textContent }) => textContent), /9:\d\d|10:00/);
  await looks.look('thrown away', ada.page);
  await ada.click(`${lesson} [data-action=restore]`);
  await isReady(ada, lesson, 60_000);
  await ada.click(`${lesson} [data-action=play]`);
  await shows(ada, '.player video');
  await ada.page.keyboard.press('Escape');
});

step('a class that shall not be recorded by itself is not, and nobody is asked about saving', async () => {
  await ada.page.goto(classroom.service.url);
  await ada.click('[data-kind=meeting]');
  await ada.type('input[name=title]', 'Silence');
  await ada.click('input[name=record]');
  await ada.click('form .primary');
  await ada.enter();
  assert.equal(await ada.page.$('[data-badge]'), null);
  await ada.leave();
  await shows(ada, '[data-action=leave-everyone]');
  assert.equal(await ada.page.$('[data-action=leave-save]'), null);
  await ada.click('[data-action=leave-cancel]');
});

step('none of these pages has a finding of axe', () => looks.clean());
