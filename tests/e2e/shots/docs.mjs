// The pictures of the README, taken in the real pages with drawn people: meeting.png, chat.png. Every other page and
// state is in the albums.
import { openPanel, shows } from '../support/classroom.mjs';
import { Person } from '../support/person.mjs';
import { Service } from '../support/service.mjs';
import { until } from '../support/wait.mjs';

const VIEWPORT = { width: 1280, height: 760 };
const CAST = [
  ['이서연 선생님', { wall: '#b9c4b4', shirt: '#2c6a5b', skin: '#f0c9a4', hair: '#2a211c' }],
  ['김민준', { wall: '#c9b79c', shirt: '#3d5a80', skin: '#eab98f', hair: '#1d1a18' }],
  ['Anna Berg', { wall: '#a8b6c4', shirt: '#9c4f3f', skin: '#f4d3b8', hair: '#b07c3a' }],
  ['박지우', { wall: '#c4b2b9', shirt: '#d7b24a', skin: '#f1caa6', hair: '#3a2a22' }],
  ['Tariq Aziz', { wall: '#b3bda4', shirt: '#4a4e69', skin: '#b07b52', hair: '#17130f' }],
  ['최하은', { wall: '#bcb4cc', shirt: '#7a9e9f', skin: '#efc6a1', hair: '#241c1a' }],
  ['정도윤', { wall: '#c7c0b0', shirt: '#a44a3f', skin: '#e8b78c', hair: '#15120f' }],
];
const LINES = [
  [0, '안녕하세요! 오늘은 분수의 덧셈을 배웁니다.'],
  [1, '선생님, 숙제는 어디에 올리나요?'],
  [0, '여기에 올려 주세요: https://example.org/math/5-2'],
  [2, 'Got it, thank you!'],
  [3, '분모가 다르면 먼저 통분해야 하나요? 예를 들어 1/2 + 1/3 은 3/6 + 2/6 으로 바꾸어서 5/6 이 되는 것이 맞나요?'],
  [0, '네, 맞습니다. 아주 잘했어요.'],
];
const call = (person, method, params) =>
  person.page.evaluate((method, params) => window.seodang.room.connection.call(method, params), method, params);

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
    const number = await teacher.create(service.url, { title: '5학년 수학 · 분수의 덧셈' });

    for (const pupil of pupils) await pupil.join(service.url, number);
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
    for (const pupil of [pupils[0], pupils[2]]) await call(pupil, 'hand.raise', { raised: true });
    for (const [index, text] of LINES) await call(people[index], 'chat.say', { text });
    await openPanel(teacher, 'chat');
    await shows(teacher, '.message');
    await complete();
    await take(teacher, 'chat');
  } finally {
    await Promise.all(people.map(({ browser }) => browser.close()));
    await service.stop();
  }
}
