// A clip full of moving detail, which an encoder cannot make small: Chromium's own fake camera hardly needs 200 kbit/s.
import { execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** After so many frames the zone plate's phase (4 of 256 per frame) is back where it began: the loop has no seam. */
const FRAMES = 64;

/** A .y4m of a moving zone plate, 30 frames/s; {path, remove()}. */
export async function detailedClip(width = 640, height = 360) {
  const directory = await mkdtemp(join(tmpdir(), 'seodang-clip-'));
  const path = join(directory, 'detail.y4m');
  const pipeline =
    `videotestsrc num-buffers=${FRAMES} pattern=zone-plate kx2=30 ky2=30 kt=4 ` +
    `! video/x-raw,format=I420,width=${width},height=${height},framerate=30/1 ` +
    `! y4menc ! filesink location=${path}`;
  execFileSync('gst-launch-1.0', ['-q', ...pipeline.split(' ')]);
  return { path, remove: () => rm(directory, { recursive: true, force: true }) };
}
