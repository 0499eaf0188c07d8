// The only hands laid on an SDP.

/**
 * Firefox (seen: 153) leaves `a=rtcp-fb` lines of payload types that setCodecPreferences has taken out of their
 * m-line, which a strict reader rightly refuses.
 */
export function withoutStrayLines(sdp: string): string {
  let types: string[] | null = null;
  const kept = sdp.split('\r\n').filter((line) => {
    const media = /^m=\S+ \S+ \S+ (.*)$/.exec(line);
    if (media) types = media[1]?.split(' ') ?? [];
    const type = /^a=(?:rtcp-fb|rtpmap|fmtp):(\d+) /.exec(line)?.[1];
    return !type || types === null || types.includes(type);
  });
  return kept.join('\r\n');
}

/**
 * What Chromium shall believe the line carries until it knows, in kbit/s, said in the answer by an attribute that other
 * browsers pass over. By itself it believes in 300, probes for the triple of that, and needs ten seconds from there.
 */
export function startingAt(sdp: string, kilobits: number): string {
  return sdp.replace(/^a=rtpmap:(\d+) VP8\/90000\r\n/gm, `$&a=fmtp:$1 x-google-start-bitrate=${kilobits}\r\n`);
}
