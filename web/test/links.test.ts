import assert from 'node:assert/strict';
import { test } from 'node:test';
import { signal } from '@preact/signals';
import { Links } from '../src/room/links';
import type { Rights } from '../src/signal/types';
import { FakeWire, joinResult, say, settled } from './support/wire';

interface Sender {
  kind: string;
  track: unknown;
}

class FakeConnection {
  static last: FakeConnection;
  connectionState = 'new';
  signalingState = 'stable';
  localDescription = { sdp: '' };
  remoteDescription: object | null = null;
  readonly senders: Sender[] = [];
  constructor() {
    FakeConnection.last = this;
  }
  addTransceiver(kind: string) {
    const sender = {
      kind,
      track: null as unknown,
      replaceTrack: async (track: unknown) => void (sender.track = track),
      getParameters: () => ({ encodings: [] }),
      setParameters: async () => undefined,
    };
    this.senders.push(sender);
    return { mid: String(this.senders.length - 1), sender };
  }
  createOffer = async () => ({});
  setLocalDescription = async () => undefined;
  setRemoteDescription = async (description: object) => void (this.remoteDescription = description);
  close() {
    this.connectionState = this.signalingState = 'closed';
  }
}
Object.assign(globalThis, { RTCPeerConnection: FakeConnection, RTCRtpSender: {} });

const ALL: Rights = { audio: true, video: true, screen: true };
const NONE: Rights = { audio: false, video: false, screen: false };

function links(publish: Rights) {
  const wire = Object.assign(new FakeWire(), { isOpen: () => true });
  wire.answers['media.publish'] = { sdp: '' };
  const track = (name: string) => ({ name, clone: () => track(`${name} copy`), stop: () => undefined, getSettings: () => ({}) });
  const sources = {
    camera: signal<MediaStreamTrack | null>(null),
    microphone: signal<MediaStreamTrack | null>(null),
    screen: signal<MediaStream | null>(null),
    on: signal({ audio: true, video: true, screen: false }),
  };
  const store = new Links(wire, sources, () => undefined);
  store.joined(joinResult({ publish }));
  const sent = () => FakeConnection.last.senders.map(({ track }) => (track as { name: string } | null)?.name ?? '-');
  return { wire, sources, store, sent, track: (name: string) => track(name) as unknown as MediaStreamTrack };
}

test('what the sources yield is sent, whenever it comes: by other tracks, never by another connection', async () => {
  const { sources, sent, track, wire } = links(ALL);
  sources.microphone.value = track('voice');
  sources.camera.value = track('face');
  const stream = { getVideoTracks: () => [track('screen')], getAudioTracks: () => [track('music')] };
  sources.screen.value = stream as unknown as MediaStream;
  await settled();
  assert.deepEqual(sent(), ['voice', 'face copy', 'face', 'screen', 'music']);
  sources.screen.value = null;
  await settled();
  assert.deepEqual(sent(), ['voice', 'face copy', 'face', '-', '-']);
  assert.equal(wire.of('media.publish').length, 1);
});

test('without rights nothing is built; given, it is; taken, it is closed at once', async () => {
  const { store, wire, sources, sent, track } = links(NONE);
  assert.equal(store.publisher, null);
  sources.camera.value = track('face');
  store.allow(ALL);
  await settled();
  assert.equal(wire.of('media.publish').length, 1);
  assert.deepEqual(sent(), ['-', 'face copy', 'face', '-', '-']);
  store.allow({ ...ALL });
  assert.equal(wire.of('media.publish').length, 1);
  const connection = FakeConnection.last;
  store.allow(NONE);
  assert.deepEqual([store.publisher, connection.connectionState], [null, 'closed']);
});

test('the service is told what is on, and what is seen, anew after coming in again', () => {
  const { store, wire, sources } = links(ALL);
  store.look({ tiles: [], receive: 'all' });
  store.look({ tiles: [], receive: 'all' });
  sources.on.value = { audio: false, video: true, screen: false };
  const said = () => wire.notified.map(({ method, params }) => `${method} ${String(params.audio ?? '')}`.trim());
  assert.deepEqual(said(), ['media.state true', 'media.view', 'media.state false']);
  store.joined(joinResult({ peers: { publish: true, subscribe: true } }));
  assert.deepEqual(said().slice(3), ['media.state false', 'media.view']);
});

test('cameras and screens are shown by what is in their slots', () => {
  const { store } = links(NONE);
  say(store, 'media.slots', {
    slots: [
      { mid: 'v0', participant: 'a', source: 'camera', state: 'live' },
      { mid: 's0', participant: 'b', source: 'screen', state: 'live' },
    ],
  });
  assert.deepEqual([...store.shown.peek()], [['v0', 'a']]);
  assert.deepEqual([...store.screens.peek()], [['s0', 'b']]);
});
