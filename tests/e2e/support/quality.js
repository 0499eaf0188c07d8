// Runs in every page after page.js: instruments that tell how well pictures and sounds arrive, as a viewer notices it.

const tileVideo = (name) => document.querySelector(`.tile[data-name="${name}"] video`);

async function statsOf(peer, wanted) {
  const reports = (await window.seodang[peer].pc.getStats()).values();
  return [...reports].filter(wanted);
}

/** The inbound-rtp of what a tile shows. */
async function pictureStats(name) {
  const id = tileVideo(name)?.srcObject?.getVideoTracks()[0]?.id;
  const shown = (each) => each.type === 'inbound-rtp' && each.trackIdentifier === id;
  const [found] = await statsOf('subscriber', shown);
  return found ?? {};
}

/** Of all voices, in samples: played, and how many of them were invented because what was sent is missing. */
async function soundStats() {
  const voices = await statsOf('subscriber', (each) => each.type === 'inbound-rtp' && each.kind === 'audio');
  const sum = (field) => voices.reduce((total, each) => total + (each[field] ?? 0), 0);
  return {
    played: sum('totalSamplesReceived') - sum('silentConcealedSamples'),
    invented: sum('concealedSamples') - sum('silentConcealedSamples'),
  };
}

/**
 * Watches one tile's picture and all sound from now on. The function it returns tells of the time since:
 *   gap       longest time in ms without a new frame on the screen, the present one included
 *   frames    shown                    heights   each height of picture that was seen, in order
 *   decoded   by the decoder           freezes   as getStats counts them, and their ms
 *   lost      packets that never came  invented  share of the sound that was made up, 0 … 1
 *   nacks, plis  sent by this browser
 */
async function watchQuality(name) {
  const [before, soundBefore] = await Promise.all([pictureStats(name), soundStats()]);
  const video = tileVideo(name);
  let last = performance.now();
  let gap = 0;
  let frames = 0;
  const heights = [];
  const frame = (now, { height }) => {
    gap = Math.max(gap, now - last);
    last = now;
    frames++;
    if (heights.at(-1) !== height) heights.push(height);
    video.requestVideoFrameCallback(frame);
  };
  video.requestVideoFrameCallback(frame);
  return async () => {
    const [now, sound] = await Promise.all([pictureStats(name), soundStats()]);
    const since = (field) => (now[field] ?? 0) - (before[field] ?? 0);
    const played = sound.played - soundBefore.played;
    return {
      gap: Math.round(Math.max(gap, performance.now() - last)),
      frames,
      heights,
      decoded: since('framesDecoded'),
      freezes: since('freezeCount'),
      frozenMs: Math.round(since('totalFreezesDuration') * 1000),
      lost: since('packetsLost'),
      nacks: since('nackCount'),
      plis: since('pliCount'),
      invented: played > 0 ? (sound.invented - soundBefore.invented) / played : 1,
    };
  };
}

/** What each of our own video m-lines sends: [{mid, active, bytes, at, limited, height}], in order. */
async function sending() {
  const reports = await statsOf('publisher', (each) => each.type === 'outbound-rtp' && each.kind === 'video');
  return reports
    .map(({ mid, active, bytesSent, timestamp, qualityLimitationReason, frameHeight }) => ({
      mid,
      active,
      bytes: bytesSent,
      at: timestamp,
      limited: qualityLimitationReason,
      height: frameHeight,
    }))
    .sort((a, b) => a.mid - b.mid);
}

/**
 * Does a tile show the zone plate of clip.mjs? Its rings lie evenly around the middle, which no damaged picture does:
 * {contrast} of the picture and {skew} between its halves, both as mean differences of grey, 0 … 255.
 */
function rings(name) {
  const [width, height] = [160, 90];
  const canvas = Object.assign(document.createElement('canvas'), { width, height });
  const context = canvas.getContext('2d', { willReadFrequently: true });
  context.drawImage(tileVideo(name), 0, 0, width, height);
  const { data } = context.getImageData(0, 0, width, height);
  const grey = (x, y) => data[4 * (y * width + x) + 1];
  let [mean, contrast, skew] = [0, 0, 0];
  const each = (work) => {
    for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) work(x, y);
  };
  each((x, y) => (mean += grey(x, y)));
  mean /= width * height;
  each((x, y) => {
    contrast += Math.abs(grey(x, y) - mean);
    skew += Math.abs(grey(x, y) - grey(width - 1 - x, y));
  });
  return { contrast: contrast / (width * height), skew: skew / (width * height) };
}

Object.assign(window.instruments, { watchQuality, pictureStats, sending, rings });
