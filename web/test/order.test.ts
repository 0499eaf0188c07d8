import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Announcer } from '../src/room/announcer';
import { Notices } from '../src/room/notices';
import { Order } from '../src/room/order';
import { FakeWire, joinResult, refusal, say, settled } from './support/wire';

function order() {
  const wire = new FakeWire();
  const announcer = new Announcer();
  const notices = new Notices();
  const silenced: string[] = [];
  const store = new Order(
    wire,
    {
      ownId: () => 'me',
      nameOf: (id) => id.toUpperCase(),
      silence: (audio, video) => silenced.push(`${audio} ${video}`),
    },
    announcer,
    notices,
  );
  store.joined(joinResult());
  const said = () => notices.list.peek().map(({ text, values }) => `${text} ${values.name ?? ''}`.trim());
  return { wire, announcer, notices, silenced, store, said };
}

const hand = (participant: string, at: number) => ({ participant, at });

test('hands stand in the order of the service; a hand that goes up is read out, the own one is not', () => {
  const { store, announcer } = order();
  say(store, 'hand.changed', { hands: [hand('b', 1), hand('me', 2)] });
  assert.deepEqual([store.placeOf('b'), store.placeOf('me'), store.placeOf('c')], [1, 2, 0]);
  assert.ok(store.handUp.peek());
  assert.deepEqual(announcer.spoken.peek(), { kind: 'hand', name: 'B' });
  say(store, 'hand.changed', { hands: [hand('me', 2)] });
  assert.equal(store.placeOf('me'), 1);
  announcer.close();
});

test('a hand goes up and down again by the same button', () => {
  const { store, wire } = order();
  store.raise();
  say(store, 'hand.changed', { hands: [hand('me', 2)] });
  store.raise();
  assert.deepEqual(wire.of('hand.raise'), [{ raised: true }, { raised: false }]);
});

test('what a host does goes out as the contract says', () => {
  const { store, wire } = order();
  store.mute();
  store.mute('b');
  store.stopVideo('b');
  store.lowerHand();
  store.lowerHand('b');
  store.role('b', 'host');
  store.remove('b');
  store.update({ locked: true });
  store.admit(true);
  store.admit(false, 'w');
  assert.deepEqual(
    wire.calls.map(({ method, params }) => `${method} ${JSON.stringify(params)}`),
    [
      'participant.mute {"audio":true}',
      'participant.mute {"id":"b","audio":true}',
      'participant.mute {"id":"b","video":true}',
      'hand.lower {}',
      'hand.lower {"id":"b"}',
      'participant.role {"id":"b","role":"host"}',
      'participant.remove {"id":"b"}',
      'room.update {"locked":true}',
      'waiting.answer {"admit":true}',
      'waiting.answer {"id":"w","admit":false}',
    ],
  );
});

test('a refusal is told', async () => {
  const { store, wire, said } = order();
  wire.answers['participant.remove'] = refusal('forbidden');
  store.remove('b');
  await settled();
  assert.deepEqual(said(), ['say.forbidden']);
});

test('muted by a host: ours goes off, and we are told by whom', () => {
  const { store, silenced, said } = order();
  say(store, 'media.muted', { by: { id: 'h', name: 'Hana' }, audio: true, video: false });
  say(store, 'media.muted', { by: { id: 'h', name: 'Hana' }, audio: false, video: true });
  assert.deepEqual(silenced, ['true false', 'false true']);
  assert.deepEqual(said(), ['say.muted Hana', 'say.videoStopped Hana']);
});

test('rules change one by one, and are complete after coming in again', () => {
  const { store } = order();
  say(store, 'room.changed', { room: { locked: true } });
  say(store, 'room.changed', { room: { host: 'h' } });
  assert.deepEqual(store.rules.peek(), { host: 'h', locked: true, waitingRoom: false, title: 'Class' });
  store.joined(joinResult({ room: { id: 'r', number: '1', title: 'New', kind: 'meeting', host: null, locked: false } }));
  assert.deepEqual(store.rules.peek(), { host: null, locked: false, waitingRoom: false, title: 'New' });
});

test('who comes to the door is told once, and let in from there', () => {
  const { store, notices, said, wire } = order();
  const ada = { id: 'a', name: 'Ada', at: 1 };
  say(store, 'waiting.changed', { waiting: [ada] });
  say(store, 'waiting.changed', { waiting: [ada, { id: 'b', name: 'Ben', at: 2 }] });
  assert.deepEqual(said(), ['people.wantsIn Ada', 'people.wantsIn Ben']);
  notices.list.peek()[0]?.action?.run();
  assert.deepEqual(wire.of('waiting.answer'), [{ id: 'a', admit: true }]);
});
