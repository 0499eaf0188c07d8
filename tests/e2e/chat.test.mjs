// The chat over the real pages: in order, once, unread, safe links, deleting, saving.
import assert from 'node:assert/strict';
import { readFile, readdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Classroom, openPanel } from './support/classroom.mjs';
import { until } from './support/wait.mjs';

const classroom = new Classroom();
const step = classroom.step.bind(classroom);
let [ada, ben] = [];

const texts = (person) =>
  person.page.$$eval('.message', (all) =>
    all.map((message) => message.querySelector('.message-text, .message-gone').textContent),
  );
const unread = (person) => person.page.$eval('[data-action=chat]', (button) => Number(button.dataset.unread));

async function say(person, text) {
  await openPanel(person, 'chat');
  await person.type('textarea[name=message]', text);
  await person.page.keyboard.press('Enter');
  await until('the line is empty', () => person.page.$eval('textarea[name=message]', ({ value }) => value === ''));
}

const reads = (person, wanted) =>
  until(`${person.name} reads ${wanted.join(' | ')}`, async () => {
    const read = await texts(person);
    if (read.join() === wanted.join()) return true;
    throw new Error(read.join(' | '));
  });

step('written by Enter and by the button, read by everyone, the writer included, in order', async () => {
  [ada, ben] = await classroom.open(['Ada', 'Ben'], { browsers: { Ben: 'firefox' } });
  await say(ada, 'one');
  await openPanel(ada, 'chat');
  await ada.page.type('textarea[name=message]', 'two');
  await ada.click('[data-action=say]');
  assert.equal(await until('two are unread', async () => (await unread(ben)) === 2), true);
  await say(ben, 'three');
  assert.equal(await unread(ben), 0);
  for (const person of classroom.people) await reads(person, ['one', 'two', 'three']);
});

step('Shift+Enter is a new line; Enter while an IME composes sends nothing', async () => {
  await ada.page.type('textarea[name=message]', 'a');
  await ada.page.keyboard.down('Shift');
  await ada.page.keyboard.press('Enter');
  await ada.page.keyboard.up('Shift');
  await ada.page.type('textarea[name=message]', 'b');
  await ada.page.$eval('textarea[name=message]', (area) =>
    area.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', isComposing: true, bubbles: true, cancelable: true })),
  );
  assert.equal(await ada.page.$eval('textarea[name=message]', ({ value }) => value), 'a\nb');
  await ada.page.keyboard.press('Enter');
  for (const person of classroom.people) await reads(person, ['one', 'two', 'three', 'a\nb']);
});

step('an address becomes a link that gives nothing away; HTML stays text', async () => {
  await say(ben, '<b>x</b> https://example.org/a.');
  const [html, links] = await until('it is read', () =>
    ada.page.evaluate(() => {
      const last = [...document.querySelectorAll('.message-text')].at(-1);
      if (!last.textContent.includes('example')) return null;
      const links = [...last.querySelectorAll('a')].map(({ href, target, rel }) => [href, target, rel].join(' '));
      return [last.querySelector('b'), links];
    }),
  );
  assert.equal(html, null);
  assert.deepEqual(links, ['https://example.org/a _blank noopener noreferrer nofollow']);
});

step('one deletes one’s own, a host any; it can be taken back, and stays marked for everyone', async () => {
  const remove = async (person, number) => {
    const message = (await person.page.$$('.message'))[number];
    await message.hover();
    await (await message.$('[data-action=chat-delete]')).click();
  };
  const own = await ben.page.$$eval('.message', (all) =>
    all.map((message) => message.querySelector('[data-action=chat-delete]') !== null),
  );
  assert.deepEqual(own, [false, false, true, false, true]);
  await remove(ada, 2);
  await ada.click('[data-action=chat-undo]');
  await remove(ada, 1);
  await remove(ben, 4);
  const gone = 'Message deleted';
  for (const person of classroom.people) await reads(person, ['one', gone, 'three', 'a\nb', gone]);
});

step('Escape closes the panel and goes back to its button; what was being written is kept', async () => {
  await ada.page.type('textarea[name=message]', 'draft');
  await ada.page.keyboard.press('Escape');
  assert.equal(await ada.page.$('.panel'), null);
  assert.equal(await ada.page.evaluate(() => document.activeElement.dataset.action), 'chat');
  await openPanel(ada, 'chat');
  assert.equal(await ada.page.$eval('textarea[name=message]', ({ value }) => value), 'draft');
});

step('said while someone’s connection was lost: read once, in order, when it is back', async () => {
  await ben.page.keyboard.press('Escape');
  await ben.page.evaluate(() => window.seodang.room.connection.rpc.socket.close());
  for (const text of ['four', 'five'])
    await ada.page.evaluate((text) => window.seodang.room.connection.call('chat.say', { text }), text);
  assert.equal(await until('both are unread', async () => (await unread(ben)) === 2), true);
  await openPanel(ben, 'chat');
  const gone = 'Message deleted';
  await reads(ben, ['one', gone, 'three', 'a\nb', gone, 'four', 'five']);
});

step('a host saves all of it as a file; nobody else can', async () => {
  assert.equal(await ben.page.$('[data-action=chat-export]'), null);
  const folder = await mkdtemp(join(tmpdir(), 'seodang-chat-'));
  const session = await ada.page.createCDPSession();
  await session.send('Browser.setDownloadBehavior', { behavior: 'allow', downloadPath: folder });
  await ada.page.waitForSelector('[data-action=chat-export]:not(:disabled)');
  await ada.click('[data-action=chat-export]');
  const file = await until('the file is there', async () => (await readdir(folder)).find((name) => name.endsWith('.txt')));
  const lines = (await readFile(join(folder, file), 'utf8')).trimEnd().split('\n');
  assert.equal(lines[0], 'A class');
  assert.match(lines[2], /^\[.+\] Ada: one$/);
  assert.match(lines[3], /Ada: Message deleted$/);
  assert.deepEqual(lines.slice(5, 7).map((line) => line.replace(/^\[.*?\] /, '')), ['Ada: a', '    b']);
  assert.match(lines.at(-1), /Ada: five$/);
  await rm(folder, { recursive: true });
});
