import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chimeSamples, wav } from '../src/media/chime';

test('the chime is heard, begins and ends in silence and is never cut off', () => {
  const samples = chimeSamples();
  const loudest = Math.max(...samples.map(Math.abs));
  assert.ok(loudest > 0.2 && loudest < 1, String(loudest));
  assert.equal(samples[0], 0);
  assert.ok(Math.abs(samples.at(-1) ?? 1) < 0.02);
});

test('a WAV file says how long and how fast it is', () => {
  const bytes = wav(Float32Array.of(0, 1, -1, 2), 8000);
  const view = new DataView(bytes.buffer);
  const text = (at: number) => String.fromCharCode(...bytes.subarray(at, at + 4));
  assert.deepEqual([text(0), text(8), text(36)], ['RIFF', 'WAVE', 'data']);
  assert.equal(view.getUint32(4, true), bytes.length - 8);
  assert.equal(view.getUint32(24, true), 8000);
  assert.equal(view.getUint32(40, true), 8);
  assert.deepEqual(
    [0, 1, 2, 3].map((index) => view.getInt16(44 + 2 * index, true)),
    [0, 32_767, -32_767, 32_767],
  );
});
