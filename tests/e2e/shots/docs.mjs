// The pictures of the documentation, taken in the real pages with drawn people:
// start.png, preview.png, meeting.png (the README's), meeting-dark.png, phone.png.
import { Person } from '../support/person.mjs';
import { Service } from '../support/service.mjs';
import { until } from '../support/wait.mjs';

const VIEWPORT = { width: 1280, height: 760 };
const PHONE = { width: 390, height: 760 };
const CAST = [
  ['이서연 선생님', { wall: '#b9c4b4', shirt: '#2c6a5b', skin: '#f0c9a4', hair: '#2a211c' }],
  ['김민준', { wall: '#c9b79c', shirt: '#3d5a80', skin: '#eab98f', hair: '#1d1a18' }],
  ['Anna Berg', { wall: '#a8b6c4', shirt: '#9c4f3f', skin: '#f4d3b8', hair: '#b07c3a' }],
  ['박지우', { wall: '#c4b2b9', shirt: '#d7b24a', skin: '#f1caa6', hair: '#3a2a22' }],
  ['Tariq Aziz', { wall: '#b3bda4', shirt: '#4a4e69', skin: '#b07b52', hair: '#17130f' }],
  ['최하은', { wall: '#bcb4cc', shirt: '#7a9e9f', skin: '#efc6a1', hair: '#241c1a' }],
  ['정도윤', { wall: '#c7c0b0', shirt: '#a44a3f', skin: '#e8b78c', hair: '#15120f' }],
];

export async function shoot(album) {
  const service = await Service.start();
  const people = [];
  const take = (person, name) => album.picture(person.page, name, { fullPage: false });

  try {
    const options = (portrait) => ({ portrait, lang: 'ko', viewport: VIEWPORT });
    for (const [name, portrait] of CAST)
      people.push(await Person.arrive(name, people.length, 'chromium', options(portrait)));
    const [teacher, ...pupils] = people;
    await teacher.page.goto(service.url);
    await teacher.page.waitForSelector('.kind');
    await take(teacher, 'start');
    const number = await teacher.create(service.url, { title: '5학년 수학 · 분수의 덧셈' });

    const [first] = pupils;
    await first.page.goto(`${service.url}/r/${number}`);
    await first.type('input[name=name]', first.name);
    await first.page.waitForSelector('.meter .lit');
    await take(first, 'preview');
    await first.enter();
    for (const pupil of pupils.slice(1)) await pupil.join(service.url, number);
    await people.at(-1).click('[data-toggle=camera]');
    for (const quiet of pupils.slice(1)) await quiet.click('[data-toggle=microphone]');

    const complete = () =>
      until(
        'everyone is there',
        () =>
          teacher.page.evaluate((count) => {
            const pictures = [...document.querySelectorAll('.tile video')].filter(
              ({ videoWidth, readyState }) => videoWidth > 0 && readyState >= 2,
            );
            return pictures.length === count && document.querySelectorAll('.tile .muted-mark').length === count;
          }, pupils.length - 1),
        30_000,
      );
    await complete();
    await until('the pictures have faded in', () =>
      teacher.page.evaluate(() => document.getAnimations().length === 0),
    );
    await take(teacher, 'meeting');
    await teacher.page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: 'dark' }]);
    await take(teacher, 'meeting-dark');
    await teacher.page.setViewport(PHONE);
    await until('two per page', async () => (await teacher.tiles()).length === 2);
    await take(teacher, 'phone');
  } finally {
    await Promise.all(people.map(({ browser }) => browser.close()));
    await service.stop();
  }
}
