// The only hand laid on an SDP: Firefox (seen: 153) leaves `a=rtcp-fb` lines of payload types that
// setCodecPreferences has taken out of their m-line, which a strict reader rightly refuses.

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
