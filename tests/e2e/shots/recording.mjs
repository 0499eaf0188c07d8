// Recording: the badge, sections and marks, the list, the player, composing, leaving, and the pages after it.
import { Classroom, openPanel, shows } from '../support/classroom.mjs';
import { Service } from '../support/service.mjs';
import { until } from '../support/wait.mjs';

const PORTRAITS = [
  { wall: '#b9c4b4', shirt: '#2c6a5b', skin: '#f0c9a4', hair: '#2a211c' },
  { wall: '#c9b79c', shirt: '#3d5a80', skin: '#eab98f', hair: '#1d1a18' },
  { wall: '#a8b6c4', shirt: '#9c4f3f', skin: '#f4d3b8', hair: '#b07c3a' },
];
const WORDS = {
  ko: { cast: ['이서연', '김민준', 'Anna Berg'], title: '5학년 수학 · 분수의 덧셈', section: '실험 2: 피자 나누기', mark: '3번 문제의 답' },
  en: { cast: ['Seoyeon Lee', 'Minjun Kim', 'Anna Berg'], title: 'Mathematics 5 · Adding fractions', section: 'Experiment 2: sharing a pizza', mark: 'Answer to question 3' },
};

async function tour(album, lang) {
  const classroom = Classroom.alone(await Service.start());
  const { cast, title, section, mark } = WORDS[lang];
  for (const [index, name] of cast.entries())
    await classroom.arrive(name, 'chromium', { lang, portrait: PORTRAITS[index], viewport: { width: 1440, height: 900 } });
  const [teacher, ...pupils] = classroom.people;
  const { page } = teacher;
  const take = (name) => album.take(page, `${name}-${lang}`);
  try {
    classroom.number = await teacher.create(classroom.service.url, { title });
    for (const pupil of pupils) await pupil.join(classroom.service.url, classroom.number);
    await inClass({ teacher, pupils, take, section, mark, album, lang });
    await afterwards({ teacher, classroom, take });
  } finally {
    await classroom.close();
  }
}

async function inClass({ teacher, pupils, take, section, mark, album, lang }) {
  const { page } = teacher;
  await shows(teacher, '.room-head [data-badge=on]');
  await until('all are there', async () => (await teacher.tiles()).length === 2, 30_000);
  await album.take(pupils[0].page, `badge-${lang}`);
  await pupils[0].click('.room-head [data-badge]');
  await shows(pupils[0], '.about-recording');
  await album.take(pupils[0].page, `about-${lang}`);
  await page.keyboard.press('r');
  await shows(teacher, 'dialog [name=wording]');
  await take('section-name');
  await page.keyboard.type(section);
  await page.keyboard.press('Enter');
  await shows(teacher, '.room-head [data-section=true]');
  await page.keyboard.press('b');
  await shows(teacher, 'dialog [name=wording]');
  await take('mark-name');
  await page.keyboard.type(mark);
  await page.keyboard.press('Enter');
  await openPanel(teacher, 'recordings');
  await take('section');
  await page.keyboard.press('r');
  await shows(teacher, '.recording[data-kind=section][data-state=ready]', 30_000);
  await teacher.click('.recording[data-kind=section] [data-action=files]');
  await take('list');
  await teacher.click('.recording[data-kind=section] [data-action=play]');
  await until('it plays', () => page.$eval('.player video', ({ currentTime }) => currentTime > 1));
  await take('player');
  await teacher.click('[data-action=player-close]');
  await teacher.click('.recording[data-kind=section] [data-action=compose]');
  await shows(teacher, 'dialog.compose');
  await take('compose');
  await teacher.click('[data-action=compose-confirm]');
  await shows(teacher, '.recording[data-kind=composed]');
  await take('composing');
}

async function afterwards({ teacher, classroom, take }) {
  const { page } = teacher;
  await teacher.leave();
  await shows(teacher, '.leave-dialog');
  await take('leave');
  await teacher.click('[data-action=leave-save]');
  await shows(teacher, '.end[data-reason=saved] .recording');
  await take('saving');
  await shows(teacher, '.ended-recordings [data-ready=true]', 60_000);
  await take('saved');
  await teacher.click('.ended-recordings .text-link');
  await shows(teacher, '.recordings-page .recording');
  await take('recordings');
  await teacher.click('.recordings-page [data-action=discard]');
  await shows(teacher, '[data-state=discarded]');
  await take('deleted');
  await page.goto(classroom.service.url);
  await shows(teacher, '[data-last-class]');
  await take('start');
}

export async function shoot(album) {
  for (const lang of ['ko', 'en']) await tour(album, lang);
}
