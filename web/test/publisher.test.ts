import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Publisher } from '../src/media/publisher';

class FakeTrack {
  readonly copies: FakeTrack[] = [];
  stopped = false;
  clone() {
    const copy = new FakeTrack();
    this.copies.push(copy);
    return copy;
  }
  stop() {
    this.stopped = true;
  }
  getSettings() {
    return { height: 720 };
  }
}

class FakeConnection {
  signalingState = 'stable';
  readonly senders: { track: FakeTrack | null; encodings: RTCRtpEncodingParameters[] }[] = [];
  addTransceiver(_kind: string, { sendEncodings }: { sendEncodings: RTCRtpEncodingParameters[] }) {
    const sender = {
      track: null as FakeTrack | null,
      encodings: sendEncodings,
      replaceTrack: async (track: FakeTrack | null) => void (sender.track = track),
      getParameters: () => ({ encodings: sender.encodings.map((encoding) => ({ ...encoding })) }),
      setParameters: async (changed: { encodings: RTCRtpEncodingParameters[] }) =>
        void (sender.encodings = changed.encodings),
    };
    this.senders.push(sender);
    return { mid: String(this.senders.length - 1), sender };
  }
  close() {
    this.signalingState = 'closed';
  }
}
Object.assign(globalThis, { RTCPeerConnection: FakeConnection, RTCRtpSender: {} });

const settled = () => new Promise((resolve) => setImmediate(resolve));
const listener = { publish: async () => ({ sdp: '' }), candidate: () => undefined, failed: () => undefined };

function publisher() {
  const made = new Publisher({ audio: false, video: true, screen: false }, [], listener);
  const [small, large] = (made.pc as unknown as FakeConnection).senders;
  assert.ok(small && large);
  const set = (track: FakeTrack | null) => made.setCamera(track as unknown as MediaStreamTrack);
  return { made, small, large, set };
}

test('the small layer gets a copy of the camera, one for each camera', async () => {
  const { small, large, set } = publisher();
  const camera = new FakeTrack();
  set(camera);
  set(camera);
  await settled();
  assert.equal(large.track, camera);
  assert.equal(camera.copies.length, 1);
  assert.equal(small.track, camera.copies[0]);
  assert.equal(small.encodings[0]?.scaleResolutionDownBy, 4);
  assert.equal(large.encodings[0]?.scaleResolutionDownBy, 1);
});

test('no copy outlives its camera or the connection', async () => {
  const { made, small, large, set } = publisher();
  const [first, second, late] = [new FakeTrack(), new FakeTrack(), new FakeTrack()];
  set(first);
  set(second);
  assert.ok(first.copies[0]?.stopped);
  set(null);
  await settled();
  assert.ok(second.copies[0]?.stopped);
  assert.deepEqual([small.track, large.track], [null, null]);
  set(second);
  made.close();
  assert.ok(second.copies[1]?.stopped);
  set(late);
  assert.equal(late.copies.length, 0);
});
