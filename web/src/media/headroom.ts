// What a connection believes its line carries. Chromium probes a line as soon as it is connected: some tenths of a
// second later it knows better than what it was told to begin with. A large picture that starts before would fill a
// narrow line for seconds, and the voice would wait behind it.

const LOOK_MS = 100;

/** Resolves when `pc` believes in `bitrate` (bit/s), at once where a browser does not say, after `limitMs` anyway. */
export async function headroom(pc: RTCPeerConnection, bitrate: number, limitMs: number): Promise<void> {
  const end = performance.now() + limitMs;
  while (performance.now() < end && (await believed(pc)) < bitrate)
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
}

async function believed(pc: RTCPeerConnection): Promise<number> {
  const stats = [...((await pc.getStats()) as Map<string, RTCIceCandidatePairStats>).values()];
  const pair = stats.find(({ type, nominated }) => type === 'candidate-pair' && nominated);
  return pair ? (pair.availableOutgoingBitrate ?? Infinity) : 0;
}
