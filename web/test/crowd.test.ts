import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Announcer } from '../src/room/announcer';
import { Crowd } from '../src/room/crowd';
import { tableOf } from '../src/room/store';
import type { Participant } from '../src/signal/types';
import { joinResult, say } from './support/wire';

const person = (id: string): Participant => ({
  id,
  name: id.toUpperCase(),
  role: 'speaker',
  audio: true,
  video: true,
  screen: false,
  connection: 'ok',
});

function crowd() {
  const announcer = new Announcer();
  const store = new Crowd(announcer);
  store.joined(joinResult({ participants: [person('a'), person('me')] }));
  return { announcer, store, ids: () => store.people.peek().map(({ id }) => id) };
}

test('the others are everyone but ourselves; the count is with us', () => {
  const { store, ids } = crowd();
  assert.deepEqual([ids(), store.count.peek()], [['a'], 2]);
  assert.deepEqual(['a', 'me', 'z'].map((id) => store.nameOf(id)), ['A', 'Me', '']);
});

test('who comes and goes is read out once; who comes back after a loss is not', () => {
  const { announcer, store, ids } = crowd();
  say(store, 'participant.joined', { participant: person('a') });
  assert.equal(announcer.spoken.peek(), null);
  say(store, 'participant.joined', { participant: person('b') });
  assert.deepEqual(announcer.spoken.peek(), { kind: 'joined', name: 'B' });
  say(store, 'participant.left', { id: 'a' });
  say(store, 'participant.left', { id: 'a' });
  assert.deepEqual(ids(), ['b']);
  announcer.close();
});

test('what changes about ourselves is our own connection and picture', () => {
  const { store } = crowd();
  say(store, 'participant.changed', { participant: { id: 'me', connection: 'weak', avatar: '/images/x.jpg' } });
  assert.deepEqual([store.quality.peek(), store.you.peek()?.avatar], ['weak', '/images/x.jpg']);
});

test('every notification has one owner', () => {
  const one = { handlers: { a: () => undefined }, joined: () => undefined };
  const two = { handlers: { b: () => undefined }, joined: () => undefined };
  assert.deepEqual(Object.keys(tableOf([one, two])), ['a', 'b']);
});
