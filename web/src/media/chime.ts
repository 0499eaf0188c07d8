// A short, soft sound as a WAV file: for trying the loudspeaker, and to say that one is let in. Plain numbers instead of
// WebAudio, so that it can be played by an <audio> element through the loudspeaker that was chosen.

const RATE = 24_000;
const HEADER_BYTES = 44;
const LOUDNESS = 0.35;
/** Frequency in Hz and the time it is struck, in seconds. */
const NOTES: [number, number][] = [
  [523.25, 0],
  [659.25, 0.22],
  [783.99, 0.44],
];
const LENGTH_S = 1.5;
/** After so many seconds a note has fallen to 1/e. */
const DECAY_S = 0.28;
const ATTACK_S = 0.012;

/** −1 … 1 at every moment of it. */
export function chimeSamples(): Float32Array {
  return Float32Array.from({ length: LENGTH_S * RATE }, (_, index) =>
    NOTES.reduce((sum, [frequency, start]) => sum + note(frequency, index / RATE - start), 0),
  );
}

function note(frequency: number, time: number): number {
  if (time < 0) return 0;
  const swell = Math.min(1, time / ATTACK_S) * Math.exp(-time / DECAY_S);
  return LOUDNESS * swell * Math.sin(2 * Math.PI * frequency * time);
}

/** 16 bit, one channel. */
export function wav(samples: Float32Array, rate = RATE): Uint8Array<ArrayBuffer> {
  const view = new DataView(new ArrayBuffer(HEADER_BYTES + 2 * samples.length));
  const text = (at: number, word: string) =>
    [...word].forEach((letter, index) => view.setUint8(at + index, letter.charCodeAt(0)));
  text(0, 'RIFF');
  view.setUint32(4, view.byteLength - 8, true);
  text(8, 'WAVEfmt ');
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true);
  view.setUint16(22, 1, true);
  view.setUint32(24, rate, true);
  view.setUint32(28, 2 * rate, true);
  view.setUint16(32, 2, true);
  view.setUint16(34, 16, true);
  text(36, 'data');
  view.setUint32(40, 2 * samples.length, true);
  samples.forEach((sample, index) =>
    view.setInt16(HEADER_BYTES + 2 * index, Math.round(Math.max(-1, Math.min(1, sample)) * 32_767), true),
  );
  return new Uint8Array(view.buffer);
}
