import assert from 'node:assert/strict';
import { test } from 'node:test';
import { signal } from '@preact/signals';
import { Notices } from '../src/room/notices';
import { newsOf, Recordings } from '../src/room/recordings';
import type { RecordingNow } from '../src/signal/recording';
import { recording } from './support/recording';
import { FakeWire, joinResult, refusal, say, settled } from './support/wire';

const OFF: RecordingNow = { on: false, lesson: false, section: false };
const LESSON: RecordingNow = { on: true, lesson: true, section: false };
const BOTH: RecordingNow = { on: true, lesson: true, section: true };

function recordings({ host = true, now = OFF as RecordingNow | null } = {}) {
  const wire = new FakeWire();
  wire.answers['recording.list'] = { recordings: [] };
  const notices = new Notices();
  const isHost = signal(host);
  const spoken: string[] = [];
  const store = new Recordings(wire, isHost, notices, (sentence) => void spoken.push(sentence));
  const join = (recording: RecordingNow | null | undefined) =>
    store.joined(joinResult({ room: { id: 'r', number: '1', title: '', kind: 'meeting', ...(recording === undefined ? {} : { recording }) } }));
  join(now);
  const told = () => notices.list.peek().map(({ text }) => text);
  return { wire, store, isHost, join, told, spoken };
}

test('it begins and ends, is paused and goes on: told once each, to be read and aloud', () => {
  const { store, told, spoken } = recordings();
  for (const state of [LESSON, LESSON, BOTH, LESSON, { ...LESSON, paused: 'storage-full' }, LESSON, OFF])
    say(store, 'recording.state', state);
  assert.deepEqual(spoken, [
    'recording.started',
    'recording.sectionStarted',
    'recording.sectionStopped',
    'recording.paused.storage-full',
    'recording.started',
    'recording.stopped',
  ]);
  // The same words again replaced the earlier ones.
  assert.deepEqual(told(), spoken.slice(3));
  assert.equal(store.running.peek(), false);
});

test('who comes late is told that it is running, and after a lost connection only what is new', () => {
  const { join, spoken } = recordings({ now: LESSON });
  join(LESSON);
  join(BOTH);
  assert.deepEqual(spoken, ['recording.running', 'recording.sectionStarted']);
});

test('paused is not running, however it is said; without a reason it is no pause', () => {
  const { store } = recordings({ now: { ...LESSON, paused: 'storage-full' } });
  assert.equal(store.running.peek(), false);
  say(store, 'recording.state', { ...LESSON, paused: null });
  assert.equal(store.running.peek(), true);
  assert.equal(newsOf(LESSON, { ...LESSON, on: false, paused: 'x' }), 'recording.paused.other');
  assert.equal(newsOf({ ...LESSON, paused: 'x' }, OFF), null);
});

test('a room that is never recorded, and a service that knows nothing of it', () => {
  for (const now of [null, undefined] as const) {
    const { store, spoken } = recordings({ now: now ?? null });
    assert.deepEqual([store.now.peek(), store.any.peek(), spoken], [null, false, []]);
  }
});

test('the list is had by hosts alone: on coming in, on coming back, on becoming one', async () => {
  const guest = recordings({ host: false });
  assert.equal(guest.wire.of('recording.list').length, 0);
  guest.isHost.value = true;
  await settled();
  assert.equal(guest.wire.of('recording.list').length, 1);
  guest.join(OFF);
  await settled();
  assert.equal(guest.wire.of('recording.list').length, 2);
  guest.store.close();
  guest.isHost.value = false;
  guest.isHost.value = true;
  assert.equal(guest.wire.of('recording.list').length, 2);
});

test('a section: begun with or without a name, ended by its id, in the list at once', async () => {
  const { wire, store } = recordings();
  wire.answers['recording.start'] = { recording: recording('s', { state: 'recording', to: null }) };
  await store.start('  ');
  await store.start(' Experiment 2 ');
  assert.deepEqual(wire.of('recording.start'), [{}, { name: 'Experiment 2' }]);
  assert.equal(store.section.peek()?.id, 's');
  wire.answers['recording.stop'] = { recording: recording('s', { state: 'finishing' }) };
  await store.stop();
  assert.deepEqual(wire.of('recording.stop'), [{ id: 's' }]);
  assert.deepEqual([store.section.peek(), store.shelf.list.peek()[0]?.state], [null, 'finishing']);
});

test('a section that another host began, or that was begun before a reload, is ended too', async () => {
  const { wire, store } = recordings({ now: BOTH });
  await settled();
  wire.answers['recording.list'] = { recordings: [recording('theirs', { state: 'recording', to: null })] };
  wire.answers['recording.stop'] = { recording: recording('theirs', { state: 'finishing' }) };
  await store.stop();
  assert.deepEqual(wire.of('recording.stop'), [{ id: 'theirs' }]);
});

test('pressed twice it is asked once; what is refused is told in its own words', async () => {
  const { wire, store, told } = recordings();
  wire.answers['recording.start'] = refusal('storage-full');
  await Promise.all([store.start('a'), store.start('b')]);
  assert.equal(wire.of('recording.start').length, 1);
  assert.deepEqual([told(), store.busy.peek()], [['recording.error.storage-full'], false]);
});

test('a mark is where the key was pressed, however long its name took', async () => {
  const { wire, store, told } = recordings({ now: LESSON });
  await store.mark(' answer 3 ', Date.now() - 5000);
  await store.mark('', Date.now() - 3_600_000);
  const [first, second] = wire.of('recording.mark') as { label?: string; ago: number }[];
  assert.equal(first?.label, 'answer 3');
  assert.ok(first.ago >= 5000 && first.ago < 6000);
  assert.deepEqual(second, { ago: 60_000 });
  assert.ok(told().includes('recording.marked'));
  wire.answers['recording.mark'] = refusal('wrong-state');
  await store.mark('', Date.now());
  assert.equal(told().at(-1), 'recording.error.wrong-state');
});

test('whoever ends the class is asked only where there is something to save', () => {
  const { store } = recordings();
  assert.equal(store.any.peek(), false);
  say(store, 'recording.changed', { recording: recording('a', { state: 'discarded' }) });
  assert.equal(store.any.peek(), false);
  say(store, 'recording.changed', { recording: recording('b') });
  assert.equal(store.any.peek(), true);
  assert.equal(recordings({ now: LESSON }).store.any.peek(), true);
  const again = recordings({ now: { ...OFF, since: 2_000_000 } }).store;
  say(again, 'recording.changed', { recording: recording('of last week') });
  assert.equal(again.any.peek(), false);
  say(again, 'recording.changed', { recording: recording('of today', { from: 2_000_001 }) });
  assert.equal(again.any.peek(), true);
});
