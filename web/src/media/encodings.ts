// What each published m-line encodes. Pure arithmetic over RTCRtpEncodingParameters.
import type { Source, WantedTrack } from '../signal/types';

const SMALL_HEIGHT = 180;

export interface Line {
  source: Source;
  kind: 'audio' | 'video';
  layer?: 0 | 1;
  encoding: RTCRtpEncodingParameters;
}

/**
 * Every m-line a participant may ever use, in the order they are offered. The large layer waits to be wanted, and on a
 * narrow line yields to the voice and the small layer, which everyone sees.
 */
export const LINES: readonly Line[] = [
  { source: 'microphone', kind: 'audio', encoding: { maxBitrate: 40_000, priority: 'high' } },
  {
    source: 'camera',
    kind: 'video',
    layer: 0,
    encoding: { maxBitrate: 150_000, priority: 'high', scaleResolutionDownBy: 4 },
  },
  { source: 'camera', kind: 'video', layer: 1, encoding: { maxBitrate: 1_700_000, active: false } },
  { source: 'screen', kind: 'video', encoding: { maxBitrate: 2_500_000 } },
  { source: 'screen-audio', kind: 'audio', encoding: { maxBitrate: 96_000 } },
];

export function linesFor(rights: { audio: boolean; video: boolean; screen: boolean }): Line[] {
  const right = {
    microphone: rights.audio,
    camera: rights.video,
    screen: rights.screen,
    'screen-audio': rights.screen,
  };
  return LINES.filter((line) => right[line.source]);
}

/** The small layer is ~180 lines high whatever the camera yields; never enlarged. */
export function scaleFor(layer: 0 | 1 | undefined, height: number | undefined): number {
  return layer === 0 && height ? Math.max(1, height / SMALL_HEIGHT) : 1;
}

/** Applies what the service wants; a bitrate it does not name is our own. */
export function applyWanted(line: Line, encoding: RTCRtpEncodingParameters, wanted: WantedTrack): void {
  encoding.active = wanted.active;
  const own = line.encoding.maxBitrate;
  const bitrate = wanted.maxBitrate ?? own;
  if (bitrate) encoding.maxBitrate = own ? Math.min(bitrate, own) : bitrate;
}
