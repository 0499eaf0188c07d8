// How loud our own microphone is, for the preview. (Remote sound never goes through WebAudio.)

/** Calls `level` with 0…1 for every frame drawn, until the returned function is called. */
export function measure(track: MediaStreamTrack, level: (value: number) => void): () => void {
  const context = new AudioContext();
  const analyser = new AnalyserNode(context, { fftSize: 1024 });
  context.createMediaStreamSource(new MediaStream([track])).connect(analyser);
  const samples = new Float32Array(analyser.fftSize);
  const resume = () => void context.resume();
  addEventListener('pointerdown', resume);
  let frame = requestAnimationFrame(function draw() {
    analyser.getFloatTimeDomainData(samples);
    level(loudness(samples));
    frame = requestAnimationFrame(draw);
  });
  return () => {
    cancelAnimationFrame(frame);
    removeEventListener('pointerdown', resume);
    void context.close();
  };
}

/** −60 dB … −10 dB of the RMS → 0 … 1. */
export function loudness(samples: Float32Array): number {
  const power = samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length;
  return Math.min(1, Math.max(0, (10 * Math.log10(power + 1e-9) + 60) / 50));
}
