import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Notices } from '../src/room/notices';
import { Screen } from '../src/room/screen';
import { FakeWire, joinResult, refusal, say, settled } from './support/wire';

class FakeTrack {
  readyState = 'live';
  contentHint = '';
  onended: (() => void) | null = null;
  constructor(readonly kind: 'video' | 'audio') {}
  stop() {
    this.readyState = 'ended';
  }
  /** As the browser's own bar does it. */
  end() {
    this.stop();
    this.onended?.();
  }
}

class FakeStream {
  readonly video = new FakeTrack('video');
  readonly audio = new FakeTrack('audio');
  getTracks() {
    return [this.video, this.audio];
  }
  getVideoTracks() {
    return [this.video];
  }
}

function screen(choose: () => Promise<FakeStream> = async () => new FakeStream()) {
  const wire = new FakeWire();
  const notices = new Notices();
  const made: FakeStream[] = [];
  const chooser = async () => {
    const stream = await choose();
    made.push(stream);
    return stream as unknown as MediaStream;
  };
  const crowd = { ownId: () => 'me', nameOf: (id: string) => id.toUpperCase() };
  const store = new Screen(wire, chooser, crowd, notices);
  store.joined(joinResult());
  const told = () => notices.list.peek().map(({ text, values }) => `${text} ${values.name ?? ''}`.trim());
  return { wire, store, made, told };
}

test('shared: text before motion, and only once the service agreed', async () => {
  const { store, wire, made } = screen();
  await store.start();
  assert.deepEqual(wire.of('screen.request'), [{}]);
  assert.equal(store.own.peek(), made[0]);
  assert.equal(made[0]?.video.contentHint, 'detail');
  say(store, 'screen.changed', { holder: 'me' });
  assert.ok(store.sharing.peek());
});

test('stopped by the button or by the browser: tracks end, the place is free', async () => {
  for (const stop of [(store: Screen) => store.stop(), (_: Screen, stream: FakeStream) => stream.video.end()]) {
    const { store, wire, made } = screen();
    await store.start();
    stop(store, made[0] as FakeStream);
    assert.equal(store.own.peek(), null);
    assert.ok(made[0]?.getTracks().every(({ readyState }) => readyState === 'ended'));
    assert.deepEqual(wire.of('screen.release'), [{}]);
  }
});

test('refused by the person or the browser: told, and the service was never asked', async () => {
  for (const [name, words] of [
    ['NotAllowedError', 'screen.refused'],
    ['NotReadableError', 'screen.failed'],
  ] as const) {
    const { store, wire, told } = screen(() => Promise.reject(new DOMException('', name)));
    await store.start();
    assert.deepEqual([wire.calls.length, store.own.peek(), ...told()], [0, null, words]);
  }
});

test('someone else shares: said with the name before anything is chosen; a host may take over', async () => {
  const { store, wire, made } = screen();
  say(store, 'screen.changed', { holder: 'ben' });
  await store.start();
  assert.deepEqual(store.busy.peek(), { id: 'ben', name: 'BEN' });
  assert.equal(made.length, 0);
  await store.start(true);
  assert.deepEqual(wire.of('screen.request'), [{ takeover: true }]);
  assert.equal(store.busy.peek(), null);
  assert.ok(store.sharing.peek());
});

test('someone was quicker: nothing of ours is sent, and the name is shown until they stop', async () => {
  const { store, wire, made } = screen();
  wire.answers['screen.request'] = refusal('busy', { holder: { id: 'ben', name: 'Ben' } });
  await store.start();
  assert.deepEqual([store.own.peek(), store.busy.peek()], [null, { id: 'ben', name: 'Ben' }]);
  assert.equal(made[0]?.video.readyState, 'ended');
  say(store, 'screen.changed', { holder: null });
  assert.equal(store.busy.peek(), null);
});

test('taken over by a host: ours ends, and we are told by whom', async () => {
  const { store, wire, made, told } = screen();
  await store.start();
  say(store, 'screen.changed', { holder: 'me' });
  say(store, 'screen.changed', { holder: 'h', by: { id: 'h', name: 'Hana' } });
  assert.equal(store.own.peek(), null);
  assert.equal(made[0]?.video.readyState, 'ended');
  assert.deepEqual([told(), wire.of('screen.release')], [['screen.taken Hana'], []]);
});

test('after a lost connection the place is asked for again, and given up if it went to someone else', async () => {
  const { store, wire } = screen();
  await store.start();
  store.joined(joinResult());
  await settled();
  assert.equal(wire.of('screen.request').length, 2);
  assert.ok(store.sharing.peek());
  wire.answers['screen.request'] = refusal('busy', { holder: { id: 'ben', name: 'Ben' } });
  store.joined(joinResult({ room: { id: 'r', number: '1', title: '', kind: 'meeting', screen: 'ben' } }));
  await settled();
  assert.equal(store.own.peek(), null);
});

test('ended in the browser while the service was asked: given back at once', async () => {
  const { store, wire, made } = screen();
  wire.answers['screen.request'] = () => (made[0]?.video.stop(), {});
  await store.start();
  assert.equal(store.own.peek(), null);
  assert.deepEqual(wire.of('screen.release'), [{}]);
});
