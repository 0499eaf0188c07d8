import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Floor } from '../src/room/floor';
import { Notices } from '../src/room/notices';
import type { Kind, Rights } from '../src/signal/types';
import { FakeWire, joinResult, refusal, say } from './support/wire';

const NONE: Rights = { audio: false, video: false, screen: false };
const ALL: Rights = { audio: true, video: true, screen: true };

function floor(kind: Kind, role: string, publish: Rights) {
  const did: string[] = [];
  const notices = new Notices();
  const devices = {
    open: async (camera: boolean) => void did.push(camera ? 'camera' : 'voice'),
    resume: async () => void did.push('resume'),
    isOpen: () => did.at(-1) === 'camera',
    release: () => void did.push('release'),
  };
  const wire = new FakeWire();
  const store = new Floor(devices, ({ audio }) => did.push(audio ? 'allow' : 'forbid'), notices, wire);
  const room = { id: 'r', number: '1', title: '', kind };
  store.joined(joinResult({ you: { id: 'me', name: 'Me', role }, room, publish }));
  const become = (role: string, publish: Rights) => say(store, 'you.changed', { you: { role, publish } });
  return { store, did, wire, become, told: () => notices.list.peek().map(({ text }) => text) };
}

test('a listener has no device open; given the floor, they are asked first', async () => {
  const { store, did, become } = floor('seminar', 'listener', NONE);
  assert.deepEqual(did, ['release']);
  become('speaker', ALL);
  assert.ok(store.offered.peek());
  assert.deepEqual(did, ['release', 'allow']);
  await store.accept(true);
  assert.ok(!store.offered.peek());
  assert.deepEqual(did, ['release', 'allow', 'camera']);
});

test('with the voice alone, or not at all', async () => {
  const voice = floor('seminar', 'listener', NONE);
  voice.become('speaker', ALL);
  await voice.store.accept(false);
  assert.equal(voice.did.at(-1), 'voice');
  const not = floor('seminar', 'listener', NONE);
  not.become('speaker', ALL);
  await not.store.leave();
  assert.deepEqual([not.store.offered.peek(), not.did.at(-1)], [false, 'allow']);
  assert.equal(not.wire.of('floor.leave').length, 1);
});

test('given back: what the service then says is no news; what it refuses is', async () => {
  const { store, wire, become, told, did } = floor('seminar', 'listener', NONE);
  become('speaker', ALL);
  await store.accept(true);
  assert.ok(store.held.peek());
  wire.answers['floor.leave'] = () => (become('listener', NONE), {});
  await store.leave();
  assert.deepEqual([store.held.peek(), did.at(-1), ...told()], [false, 'release']);
  become('speaker', ALL);
  wire.answers['floor.leave'] = refusal('limit');
  await store.leave();
  assert.deepEqual(told(), ['floor.kept']);
});

test('taken back: nothing may be sent, the devices are released, and it is told', async () => {
  const { store, did, become, told } = floor('seminar', 'listener', NONE);
  become('speaker', ALL);
  await store.accept(true);
  become('listener', NONE);
  assert.deepEqual(did.slice(-2), ['forbid', 'release']);
  assert.deepEqual([store.role.peek(), ...told()], ['listener', 'floor.taken']);
});

test('taken back before it was answered: the question is gone', () => {
  const { store, become } = floor('seminar', 'listener', NONE);
  become('speaker', ALL);
  become('listener', NONE);
  assert.ok(!store.offered.peek());
});

test('in a meeting a new role is told, and asks for nothing', () => {
  const { store, become, told, did } = floor('meeting', 'speaker', ALL);
  become('host', ALL);
  assert.deepEqual([store.role.peek(), store.offered.peek()], ['host', false]);
  become('speaker', ALL);
  assert.deepEqual(told(), ['say.hostNow', 'say.hostNoMore']);
  assert.ok(!did.includes('release'));
});

test('after a reload devices open by themselves, but those of who has the floor only after a word', async () => {
  const lecturer = floor('seminar', 'host', ALL);
  await lecturer.store.cameBack();
  assert.deepEqual([lecturer.did, lecturer.store.offered.peek()], [['resume'], false]);
  const speaker = floor('seminar', 'speaker', ALL);
  await speaker.store.cameBack();
  assert.deepEqual([speaker.did, speaker.store.offered.peek()], [[], true]);
  await speaker.store.accept(true);
  await speaker.store.cameBack();
  assert.deepEqual([speaker.did, speaker.store.offered.peek()], [['camera', 'resume'], false]);
  const listener = floor('seminar', 'listener', NONE);
  await listener.store.cameBack();
  assert.deepEqual(listener.did, ['release']);
});
