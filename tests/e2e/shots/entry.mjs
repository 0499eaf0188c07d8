// Everything before and around the room: each page and state, in both languages.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Person } from '../support/person.mjs';
import { Service } from '../support/service.mjs';
import { until } from '../support/wait.mjs';

const TEACHER = { wall: '#b9c4b4', shirt: '#2c6a5b', skin: '#f0c9a4', hair: '#2a211c' };
const PUPIL = { wall: '#c9b79c', shirt: '#3d5a80', skin: '#eab98f', hair: '#1d1a18' };
const PASSWORD = 'a long and quiet sentence';
const WORDS = {
  ko: { teacher: '이서연', pupil: '김민준', title: '5학년 수학 · 분수의 덧셈', lecture: '학부모 설명회' },
  en: { teacher: 'Anna Berg', pupil: 'Tom Hill', title: 'Mathematics, year 5: fractions', lecture: 'Parents’ evening' },
};

export async function shoot(album) {
  for (const lang of ['ko', 'en']) {
    const service = await Service.start();
    const files = await mkdtemp(join(tmpdir(), 'seodang-album-'));
    const people = [];
    const arrive = async (name, portrait, options = {}) => {
      const person = await Person.arrive(name, people.length, 'chromium', { lang, portrait, ...options });
      people.push(person);
      return person;
    };
    try {
      service.createOperator('chief', PASSWORD);
      await tour({ album, service, files, arrive, words: WORDS[lang], name: (page) => `${lang}-${page}` });
    } finally {
      await Promise.all(people.map(({ browser }) => browser.close()));
      await service.stop();
      await rm(files, { recursive: true, force: true });
    }
  }
}

async function tour(guide) {
  const teacher = await guide.arrive(guide.words.teacher, TEACHER);
  const pupil = await guide.arrive(guide.words.pupil, PUPIL);
  const number = await opening(guide, teacher);
  await previews(guide, pupil, number);
  await doors(guide, teacher, pupil);
  await troubles(guide, number);
  await accounts(guide, teacher);
}

async function opening({ album, service, words, name }, teacher) {
  const { page } = teacher;
  await page.goto(service.url);
  await page.waitForSelector('.kind');
  await album.take(page, name('start'));
  await teacher.click('[data-kind=meeting]');
  await teacher.type('input[name=title]', words.title);
  await teacher.type('input[name=name]', words.teacher);
  await teacher.click('input[name=waitingRoom]');
  await album.take(page, name('create'));
  const number = await teacher.create(service.url, { title: words.title });
  await teacher.click('[data-action=invite]');
  await teacher.click('dialog[open] [data-action=qr]');
  await page.waitForSelector('dialog[open] [data-qr]');
  await album.take(page, name('invite'));
  await page.keyboard.press('Escape');
  await teacher.click('[data-action=consent]');
  await page.waitForSelector('.consent-dialog[open]');
  await album.take(page, name('consent-in-room'));
  await page.keyboard.press('Escape');
  return number;
}

async function previews({ album, service, files, words, name }, pupil, number) {
  const { page } = pupil;
  await page.goto(`${service.url}/r/${number}`);
  await page.waitForSelector('.meter .lit');
  await pupil.type('input[name=name]', words.pupil);
  await album.take(page, name('preview'));
  const picture = join(files, 'picture.png');
  await (await page.$('.picture')).screenshot({ path: picture });
  await (await page.$('input[name=image]')).uploadFile(picture);
  await page.waitForSelector('.crop[open] canvas');
  await album.take(page, name('crop'));
  await pupil.click('[data-action=save-image]');
  await page.waitForSelector('.pick img');
  await pupil.click('[data-toggle=camera]');
  await album.take(page, name('preview-image'));
  await pupil.click('[data-toggle=camera]');
  await pupil.enter();
  await pupil.leave();
  await page.waitForSelector('.end');
  await album.take(page, name('end-left'));
  await pupil.click('.end .primary');
  await page.waitForSelector('.consent.kept');
  await page.waitForSelector('.meter .lit');
  await album.take(page, name('preview-again'));
}

/** A class with everything at its door: PIN, waiting room, lock. */
async function doors({ album, service, words, name }, teacher, pupil) {
  await teacher.page.goto(service.url);
  await teacher.click('[data-kind=seminar]');
  await teacher.type('input[name=title]', words.lecture);
  await teacher.type('input[name=pin]', '4711');
  await teacher.click('input[name=waitingRoom]');
  await teacher.click('form .primary');
  await teacher.enter();
  const order = (method, params) =>
    teacher.page.evaluate((what, given) => window.seodang.room.connection.call(what, given), method, params);
  const { page } = pupil;
  const number = new URL(teacher.page.url()).pathname.split('/').at(-1);
  await page.goto(`${service.url}/r/${number}`);
  await pupil.type('input[name=pin]', '1234');
  await pupil.knock();
  await page.waitForSelector('input[name=pin][aria-invalid=true]');
  await album.take(page, name('listener-wrong-pin'));
  await pupil.type('input[name=pin]', '4711');
  await pupil.click('.preview-right .primary');
  await page.waitForSelector('[data-lobby]');
  await album.take(page, name('waiting-room'));
  const waiting = await until('one waits', () =>
    teacher.page.evaluate(() => window.seodang.room.order.waiting.value[0]?.id),
  );
  await order('waiting.answer', { id: waiting, admit: false });
  await page.waitForSelector('.end[data-reason=declined]');
  await album.take(page, name('end-declined'));
  await order('room.update', { locked: true });
  await page.goto(`${service.url}/r/${number}`);
  await page.waitForSelector('[data-locked]');
  await album.take(page, name('listener-locked'));
  await pupil.type('input[name=pin]', '4711');
  await pupil.knock();
  await page.waitForSelector('.end[data-reason=locked]');
  await album.take(page, name('end-locked'));
  await page.goto(`${service.url}/r/999999999`);
  await page.waitForSelector('.end[data-reason=not-found]');
  await album.take(page, name('end-not-found'));
}

async function troubles({ album, service, arrive, words, name }, number) {
  const devices = { camera: 'NotAllowedError', microphone: 'NotAllowedError' };
  const poor = await arrive(words.pupil, PUPIL, { devices });
  await poor.page.goto(`${service.url}/r/${number}`);
  await poor.page.waitForSelector('.troubles');
  await poor.type('input[name=name]', words.pupil);
  await album.take(poor.page, name('preview-troubles'));
}

async function accounts({ album, service, name }, teacher) {
  const { page } = teacher;
  await page.goto(`${service.url}/login`);
  await teacher.type('input[name=account]', 'chief');
  await teacher.type('input[name=password]', 'wrong');
  await teacher.click('form .primary');
  await page.waitForSelector('[role=alert]');
  await album.take(page, name('login'));
  await teacher.type('input[name=password]', PASSWORD);
  await teacher.click('form .primary');
  await page.waitForSelector('.start .own');
  await teacher.create(service.url, { title: 'History' });
  await page.goto(service.url);
  await page.waitForSelector('[data-room]');
  await album.take(page, name('start-logged-in'));
  await page.goto(`${service.url}/account`);
  await page.waitForSelector('[data-account]');
  await album.take(page, name('account'));
}
