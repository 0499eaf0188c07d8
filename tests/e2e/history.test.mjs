// Ten thousand messages over the real pages: there at once and soon complete, smooth to scroll, and nothing jumps.
import assert from 'node:assert/strict';
import { Classroom, openPanel, shows } from './support/classroom.mjs';
import { until } from './support/wait.mjs';

const MANY = 10_000;
const classroom = new Classroom({
  'limits.chat_per_second': '1000',
  'limits.chat_burst': '1000',
  'limits.messages_per_second': '100000',
  'limits.messages_burst': '100000',
  'websocket.frames_per_second': '100000',
  'websocket.frames_burst': '1000000',
});
const step = classroom.step.bind(classroom);
let [ada, cho] = [];

const texts = (person) =>
  person.page.$$eval('.message-text', (all) => all.map((message) => message.textContent));

/** In the page: says one message for each number, of lengths that differ; the rate limit is waited out. */
async function sayMany(many) {
  const { connection } = window.seodang.room;
  const pause = () => new Promise((resolve) => setTimeout(resolve, 50));
  const say = async (number) => {
    const text = `${number} ${'word '.repeat((number * 7) % 40)}`.trim();
    for (;;) {
      const refused = await connection.call('chat.say', { text }).then(() => null, (error) => error.wireName);
      if (refused === null) return;
      if (refused !== 'limit') throw new Error(refused);
      await pause();
    }
  };
  let next = 1;
  const worker = async () => {
    while (next <= many) await say(next++);
  };
  await Promise.all(Array.from({ length: 20 }, worker));
}

step(`${MANY} messages of different lengths are said`, async () => {
  [ada] = await classroom.open(['Ada']);
  ada.page.setDefaultTimeout(120_000);
  await ada.page.evaluate(sayMany, MANY);
});

step('a late joiner has the end at once and all of it within 3 s, in order, none twice', async () => {
  cho = await classroom.arrive('Cho');
  await cho.join(classroom.service.url, classroom.number);
  const since = performance.now();
  await openPanel(cho, 'chat');
  await shows(cho, '.message');
  const [count, complete] = await until('all of it is there', async () => {
    const state = await cho.page.evaluate(() => {
      const { messages, complete } = window.seodang.room.chat;
      return [messages.value.length, complete.value];
    });
    return state[1] && state;
  });
  const took = performance.now() - since;
  assert.deepEqual([count, complete], [MANY, true]);
  assert.ok(took < 3000, `${Math.round(took)} ms until all was there`);
  const [sorted, once] = await cho.page.evaluate(() => {
    const ids = window.seodang.room.chat.messages.value.map(({ id }) => Number(id));
    return [ids.every((id, index) => index === 0 || id > ids[index - 1]), new Set(ids).size === ids.length];
  });
  assert.deepEqual([sorted, once], [true, true]);
});

step('scrolling through all of it: nothing doubled, missing or blank, and no frame waits long', async () => {
  const found = await cho.page.evaluate(async () => {
    const scroll = document.querySelector('.chat-scroll');
    const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
    const problems = [];
    const waits = [];
    let before = performance.now();
    const steps = 240;
    for (let step = steps; step >= 0; step--) {
      scroll.scrollTop = (scroll.scrollHeight * step) / steps;
      await frame();
      await frame();
      waits.push(performance.now() - before);
      before = performance.now();
      const box = scroll.getBoundingClientRect();
      const rows = [...scroll.querySelectorAll('.message')];
      const places = rows.map((row) => Number(row.ariaPosInSet));
      if (places.some((place, index) => index > 0 && place !== places[index - 1] + 1)) problems.push(`order ${places}`);
      const edges = rows.map((row) => row.getBoundingClientRect());
      if (edges.some(({ top }, index) => index > 0 && Math.abs(top - edges[index - 1].bottom) > 1)) problems.push('overlap');
      if (edges[0].top > box.top + 1 || edges.at(-1).bottom < Math.min(box.bottom, edges[0].top + scroll.scrollHeight) - 1)
        problems.push(`blank at ${step}: ${edges[0].top} ${edges.at(-1).bottom} in ${box.top} ${box.bottom}`);
    }
    waits.sort((a, b) => a - b);
    return { problems: problems.slice(0, 5), rows: document.querySelectorAll('.message').length, median: waits[steps / 2] };
  });
  assert.deepEqual(found.problems, []);
  assert.ok(found.rows < 200, `${found.rows} rows are drawn`);
  assert.ok(found.median < 100, `${found.median} ms for a step`);
  assert.match((await texts(cho))[0], /^1 word/);
});

step('what is read stays where it is while others write; one click leads to the newest', async () => {
  const top = () =>
    cho.page.evaluate(() => {
      const { top } = document.querySelector('.chat-scroll').getBoundingClientRect();
      const first = [...document.querySelectorAll('.message')].find((row) => row.getBoundingClientRect().bottom > top + 1);
      return `${first.dataset.message} ${Math.round(first.getBoundingClientRect().top)}`;
    });
  await cho.page.$eval('.chat-scroll', (scroll) => (scroll.scrollTop = scroll.scrollHeight / 2));
  await until('other messages are drawn', async () => !(await texts(cho))[0].startsWith('1 '));
  const before = await top();
  await ada.page.evaluate(() => window.seodang.room.chat.say('the newest'));
  await until('it has come', () => cho.page.evaluate(() => window.seodang.room.chat.messages.value.at(-1).text === 'the newest'));
  await cho.page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))));
  assert.equal(await top(), before);
  await cho.click('[data-action=chat-end]');
  await until('the newest is read', async () => (await texts(cho)).at(-1) === 'the newest');
});

