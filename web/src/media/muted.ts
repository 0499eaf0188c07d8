// Whether someone speaks while their microphone is off. Their own microphone only, looked at here and sent nowhere.
import { loudness } from './meter';

const LOOK_MS = 100;
/** Of 0…1: speech near a microphone. */
const SPEECH = 0.5;
const LOUD_LOOKS = 5;
const PAUSE_LOOKS = 200;

/** Counts looks: true once when somebody spoke for half a second, and not again for a while. */
export function speechCounter(): (level: number) => boolean {
  let loud = 0;
  let pause = 0;
  return (level) => {
    if (pause > 0) {
      pause--;
      return false;
    }
    loud = level > SPEECH ? loud + 1 : Math.max(0, loud - 0.5);
    if (loud < LOUD_LOOKS) return false;
    loud = 0;
    pause = PAUSE_LOOKS;
    return true;
  };
}

/** Calls `spoke` when speech is heard in a silenced track, until the returned function is called. */
export function watchMuted(track: MediaStreamTrack, spoke: () => void): () => void {
  // The track itself is silent while it is muted; its copy is not.
  const copy = track.clone();
  copy.enabled = true;
  const context = new AudioContext();
  const analyser = new AnalyserNode(context, { fftSize: 1024 });
  context.createMediaStreamSource(new MediaStream([copy])).connect(analyser);
  const samples = new Float32Array(analyser.fftSize);
  const heard = speechCounter();
  const timer = setInterval(() => {
    analyser.getFloatTimeDomainData(samples);
    if (heard(loudness(samples))) spoke();
  }, LOOK_MS);
  return () => {
    clearInterval(timer);
    copy.stop();
    void context.close();
  };
}
