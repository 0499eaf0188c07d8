// Everything inside the room: meeting, pin, screen, 1:1 talk, panels, seminar, and what is asked.
import { Classroom, deed, openPanel, pressOnTile, shows } from '../support/classroom.mjs';
import { act, nameOf, seat } from '../support/crowd.mjs';
import { Service } from '../support/service.mjs';
import { until } from '../support/wait.mjs';

const PORTRAITS = [
  { wall: '#b9c4b4', shirt: '#2c6a5b', skin: '#f0c9a4', hair: '#2a211c' },
  { wall: '#c9b79c', shirt: '#3d5a80', skin: '#eab98f', hair: '#1d1a18' },
  { wall: '#a8b6c4', shirt: '#9c4f3f', skin: '#f4d3b8', hair: '#b07c3a' },
];
const LINES = [
  '안녕하세요! 오늘은 분수의 덧셈을 배웁니다.',
  '선생님, 숙제는 어디에 올리나요?',
  '여기에 올려 주세요: https://example.org/math/5-2',
  'Got it, thank you!',
  '분모가 다르면 먼저 통분해야 하나요? 예를 들어 1/2 + 1/3 은 3/6 + 2/6 으로 바꾸어서 5/6 이 되는 것이 맞나요?',
  '네, 맞습니다. 아주 잘했어요.',
];

/** A class of three who are drawn and `more` who only sit there. */
async function session(kind, lang, more) {
  const classroom = Classroom.alone(
    await Service.start({ 'http.sockets_per_address': '1000', 'times.talk_ms': '600000' }),
  );
  const cast = lang === 'ko' ? ['이서연 선생님', '김민준', 'Anna Berg'] : ['Ms Seoyeon Lee', 'Minjun Kim', 'Anna Berg'];
  for (const [index, name] of cast.entries())
    await classroom.arrive(name, 'chromium', { lang, portrait: PORTRAITS[index], viewport: { width: 1440, height: 900 } });
  const [teacher, ...pupils] = classroom.people;
  const title = lang === 'ko' ? '5학년 수학 · 분수의 덧셈' : 'Mathematics 5 · Adding fractions';
  classroom.number = await teacher.create(classroom.service.url, { title, kind });
  for (const pupil of pupils) await pupil.join(classroom.service.url, classroom.number);
  const crowd = await teacher.browser.browser.newPage();
  await crowd.goto(`${classroom.service.url}/icon.svg`);
  await seat(crowd, classroom.number, Array.from({ length: more }, (_, index) => nameOf(index)));
  await teacher.page.bringToFront();
  return { classroom, crowd, teacher, pupils };
}

async function meeting(album, lang) {
  const { classroom, crowd, teacher, pupils } = await session('meeting', lang, 6);
  const { page } = teacher;
  const take = (name) => album.take(page, `${name}-${lang}`);
  try {
    await until('all are there', async () => (await teacher.tiles()).length >= 6, 30_000);
    await act(crowd, nameOf(1), 'hand.raise', { raised: true });
    await act(crowd, nameOf(3), 'hand.raise', { raised: true });
    await take('meeting');
    for (const [index, text] of LINES.entries())
      await classroom.people[index % 3].page.evaluate((text) => window.seodang.room.connection.call('chat.say', { text }), text);
    await openPanel(teacher, 'chat');
    await shows(teacher, '.message');
    await take('chat');
    await openPanel(teacher, 'people');
    await deed(teacher, nameOf(1));
    await take('people');
    await page.keyboard.press('Escape');
    await pressOnTile(teacher, pupils[0].name, 'pin');
    await page.hover(`.tile[data-name="${pupils[0].name}"]`);
    await take('pin');
    await page.evaluate(() => (window.seodang.room.desk.pin.value = null));
    await pupils[0].click('[data-action=share]');
    await until('the screen', () => page.$('.screen[data-picture=true] video'));
    await take('screen');
    await album.take(pupils[0].page, `screen-own-${lang}`);
    await page.click('[data-action=share]');
    await shows(teacher, '[data-prompt=screen-busy]');
    await take('screen-busy');
    await page.click('[data-action=screen-wait]');
    await pupils[0].click('[data-action=screen-stop]');
    await pressOnTile(pupils[1], teacher.name, 'talk');
    await shows(teacher, '[data-prompt=talk-asked]');
    await take('talk-asked');
    await page.click('[data-action=talk-accept]');
    await until('the talk', () => page.$('.stage[data-mode=talk] .tile video'));
    await take('talk');
    await album.take(pupils[0].page, `talk-others-${lang}`);
    await page.click('[data-action=talk-end]');
    await page.click('[data-action=keys]');
    await shows(teacher, 'dialog.keys');
    await take('keys');
  } finally {
    await classroom.close();
  }
}

async function seminar(album, lang) {
  const { classroom, crowd, teacher, pupils } = await session('seminar', lang, 60);
  const take = (person, name) => album.take(person.page, `${name}-${lang}`);
  try {
    for (const index of [7, 30]) await act(crowd, nameOf(index), 'hand.raise', { raised: true });
    await until('the lecturer is seen', async () => (await pupils[0].tiles())[0]?.colour, 30_000);
    await take(pupils[0], 'seminar');
    await take(teacher, 'seminar-lecturer');
    await pupils[0].click('[data-action=audience]');
    await take(pupils[0], 'seminar-audience');
    await deed(teacher, pupils[1].name, 'giveFloor');
    await shows(pupils[1], '[data-prompt=floor]');
    await take(pupils[1], 'floor-asked');
    await pupils[1].click('[data-action=floor-accept]');
    await until('the floor is seen', async () => (await pupils[0].tiles()).filter(({ colour }) => colour).length === 2);
    await take(pupils[0], 'floor');
    await take(teacher, 'seminar-people');
  } finally {
    await classroom.close();
  }
}

export async function shoot(album) {
  for (const lang of ['ko', 'en']) {
    await meeting(album, lang);
    await seminar(album, lang);
  }
}
