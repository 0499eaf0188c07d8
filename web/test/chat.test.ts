import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Announcer } from '../src/room/announcer';
import { Chat, UNDO_MS } from '../src/room/chat';
import { Notices } from '../src/room/notices';
import type { ChatMessage } from '../src/signal/types';
import { byClock } from './support/clock';
import { FakeWire, joinResult, refusal, say, settled } from './support/wire';

const message = (number: number, from = 'ada'): ChatMessage => ({
  id: String(number),
  at: number,
  from: { id: from, name: from },
  text: `text ${number}`,
});
const block = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, index) => message(from + index));

function chat() {
  const wire = new FakeWire();
  const announcer = new Announcer();
  const notices = new Notices();
  wire.answers['chat.history'] = ({ before, limit }: { before: string; limit: number }) => {
    const first = Math.max(1, Number(before) - limit);
    return { messages: block(first, Number(before) - 1), more: first > 1 };
  };
  return { wire, notices, store: new Chat(wire, announcer, notices), end: () => announcer.close() };
}

async function complete(store: Chat) {
  for (let turn = 0; turn < 100 && !store.complete.peek(); turn++) await settled();
  assert.ok(store.complete.peek());
}

test('the last ones at once, all of it in the background', async () => {
  const { store, wire } = chat();
  store.joined(joinResult({ chat: block(9801, 10_000) }));
  assert.equal(store.messages.peek().length, 200);
  await complete(store);
  assert.deepEqual(
    store.messages.peek().map(({ id }) => Number(id)),
    block(1, 10_000).map(({ id }) => Number(id)),
  );
  assert.equal(wire.of('chat.history').length, 20);
});

test('unread: what others say while the panel is closed, and what was missed; not what was said before', async () => {
  const { store, end } = chat();
  store.joined(joinResult({ chat: block(1, 5) }));
  assert.equal(store.unread.peek(), 0);
  say(store, 'chat.message', message(6));
  say(store, 'chat.message', message(6));
  say(store, 'chat.message', message(7, 'me'));
  assert.equal(store.unread.peek(), 1);
  store.joined(joinResult({ chat: [...block(5, 8), message(9, 'me')] }));
  assert.equal(store.unread.peek(), 2);
  store.open(true);
  assert.equal(store.unread.peek(), 0);
  say(store, 'chat.message', message(10));
  store.open(false);
  assert.equal(store.unread.peek(), 0);
  say(store, 'chat.message', message(11));
  assert.equal(store.unread.peek(), 1);
  await complete(store);
  end();
});

test('when the connection is lost in between, the next join goes on with what is missing', async () => {
  const { store, wire } = chat();
  const answers = wire.answers['chat.history'];
  wire.answers['chat.history'] = refusal('network');
  store.joined(joinResult({ chat: block(901, 1000) }));
  await settled();
  assert.equal(store.complete.peek(), false);
  wire.answers['chat.history'] = answers;
  store.joined(joinResult({ chat: block(951, 1000) }));
  await complete(store);
  assert.equal(store.messages.peek().length, 1000);
});

test('a deletion can be taken back for a moment; leaving the room does it at once', () =>
  byClock((clock) => {
    const { store, wire } = chat();
    store.joined(joinResult({ chat: block(1, 3) }));
    store.remove('1');
    assert.ok(store.leaving.peek().has('1'));
    clock.pass(UNDO_MS - 1);
    store.undo('1');
    clock.pass(UNDO_MS);
    assert.deepEqual(wire.of('chat.delete'), []);
    store.remove('2');
    clock.pass(UNDO_MS);
    assert.deepEqual(wire.of('chat.delete'), [{ id: '2' }]);
    assert.equal(store.leaving.peek().size, 0);
    store.remove('3');
    store.close();
    clock.pass(UNDO_MS);
    assert.deepEqual(wire.of('chat.delete'), [{ id: '2' }, { id: '3' }]);
  }));

test('a message that the service refuses is told of by whoever said it', async () => {
  const { store, wire } = chat();
  wire.answers['chat.say'] = refusal('limit');
  await assert.rejects(store.say('hello'), { wireName: 'limit' });
  assert.deepEqual(wire.of('chat.say'), [{ text: 'hello' }]);
});
