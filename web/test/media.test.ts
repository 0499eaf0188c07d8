import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Candidates } from '../src/media/candidates';
import { LINES, applyWanted, linesFor, scaleFor, type Line } from '../src/media/encodings';
import { headroom } from '../src/media/headroom';
import { loudness } from '../src/media/meter';
import { speechCounter } from '../src/media/muted';
import { startingAt, withoutStrayLines } from '../src/media/sdp';
import type { Candidate } from '../src/signal/types';

const line = (layer: 0 | 1): Line => LINES.find((each) => each.layer === layer) as Line;

test('every m-line one may ever use is offered, and none without the right', () => {
  assert.deepEqual(
    linesFor({ audio: true, video: true, screen: true }).map(
      ({ source, layer }) => `${source}${layer ?? ''}`,
    ),
    ['microphone', 'camera0', 'camera1', 'screen', 'screen-audio'],
  );
  assert.deepEqual(
    linesFor({ audio: true, video: false, screen: false }).map(({ source }) => source),
    ['microphone'],
  );
});

test('the small layer always runs, the large one waits', () => {
  assert.notEqual(line(0).encoding.active, false);
  assert.equal(line(1).encoding.active, false);
});

test('the small layer is about 180 lines high and never enlarged', () => {
  assert.equal(scaleFor(0, 720), 4);
  assert.equal(scaleFor(0, 360), 2);
  assert.equal(scaleFor(0, 120), 1);
  assert.equal(scaleFor(0, undefined), 1);
  assert.equal(scaleFor(1, 1080), 1);
});

test('what the service wants: on, off, and a rate below our own', () => {
  const encoding: RTCRtpEncodingParameters = { ...line(1).encoding };
  applyWanted(line(1), encoding, { mid: '2', active: true, maxBitrate: 600_000 });
  assert.deepEqual([encoding.active, encoding.maxBitrate], [true, 600_000]);
  applyWanted(line(1), encoding, { mid: '2', active: true, maxBitrate: 9_000_000 });
  assert.equal(encoding.maxBitrate, 1_700_000);
  applyWanted(line(1), encoding, { mid: '2', active: false });
  assert.deepEqual([encoding.active, encoding.maxBitrate], [false, 1_700_000]);
});

test('stray lines of payload types that are not offered go, all others stay', () => {
  const sdp = [
    'v=0',
    'a=group:BUNDLE 0 1',
    'm=audio 9 UDP/TLS/RTP/SAVPF 109',
    'a=rtpmap:109 opus/48000/2',
    'a=rtcp-fb:109 transport-cc',
    'm=video 0 UDP/TLS/RTP/SAVPF 120 124',
    'a=rtcp-fb:120 nack',
    'a=rtcp-fb:121 nack',
    'a=rtcp-fb:109 nack',
    'a=rtpmap:120 VP8/90000',
    '',
  ];
  assert.equal(
    withoutStrayLines(sdp.join('\r\n')),
    sdp.filter((each) => !/^a=rtcp-fb:(121|109 nack)/.test(each)).join('\r\n'),
  );
});

test('each VP8 line begins with the rate that is said, nothing else changes', () => {
  const sdp = 'm=audio\r\na=rtpmap:111 opus/48000/2\r\nm=video\r\na=rtpmap:96 VP8/90000\r\na=rtpmap:97 rtx/90000\r\n';
  assert.equal(
    startingAt(sdp, 1000),
    sdp.replace('VP8/90000\r\n', 'VP8/90000\r\na=fmtp:96 x-google-start-bitrate=1000\r\n'),
  );
});

test('what waits for headroom starts when it is there, or is not said, or after its time', async () => {
  const pc = (...rates: (number | undefined)[]) => {
    let looked = 0;
    const getStats = async () => {
      const availableOutgoingBitrate = rates[Math.min(looked++, rates.length - 1)];
      return new Map([['p', { type: 'candidate-pair', nominated: true, availableOutgoingBitrate }]]);
    };
    return { connection: { getStats } as unknown as RTCPeerConnection, looks: () => looked };
  };
  const proven = pc(300, 900, 2000);
  await headroom(proven.connection, 1000, 60_000);
  assert.equal(proven.looks(), 3);
  const unsaid = pc(undefined);
  await headroom(unsaid.connection, 1000, 60_000);
  assert.equal(unsaid.looks(), 1);
  const narrow = pc(300);
  await headroom(narrow.connection, 1000, 150);
  assert.equal(narrow.looks(), 2);
});

test('silence is 0, full scale is 1', () => {
  assert.equal(loudness(new Float32Array(1024)), 0);
  assert.equal(loudness(new Float32Array(1024).fill(1)), 1);
});

test('candidates: theirs wait for the description, ours for the wire; the empty one is the end', () => {
  const applied: unknown[] = [];
  const sent: Candidate[] = [];
  const pc = {
    addIceCandidate: async (candidate: unknown) => void applied.push(candidate),
    onicecandidate: null,
  };
  const candidates = new Candidates(pc as unknown as RTCPeerConnection, 'publish', (candidate) =>
    sent.push(candidate),
  );
  const found = pc.onicecandidate as unknown as (event: {
    candidate: { candidate: string; sdpMid: string } | null;
  }) => void;

  candidates.received({ peer: 'publish', candidate: 'a', sdpMid: '0' });
  found({ candidate: { candidate: 'x', sdpMid: '3' } });
  assert.deepEqual([applied.length, sent.length], [0, 0]);
  candidates.described();
  found({ candidate: null });
  assert.deepEqual(
    sent.map(({ candidate, sdpMid }) => [candidate, sdpMid]),
    [
      ['x', '3'],
      ['', '0'],
    ],
  );
  candidates.ready();
  candidates.received({ peer: 'publish', candidate: '', sdpMid: '0' });
  assert.deepEqual(applied, [
    { candidate: 'a', sdpMid: '0' },
    { candidate: '', sdpMid: '0' },
  ]);
});

test('speech while muted: told once when it lasts, not for a cough, and not again for a while', () => {
  const heard = speechCounter();
  const looks = (count: number, level: number) => Array.from({ length: count }, () => heard(level)).filter(Boolean).length;
  assert.equal(looks(3, 0.8), 0);
  assert.equal(looks(20, 0.1), 0);
  assert.equal(looks(10, 0.8), 1);
  assert.equal(looks(100, 0.8), 0);
  assert.equal(looks(200, 0.1), 0);
  assert.equal(looks(10, 0.8), 1);
});
