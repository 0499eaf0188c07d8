// Runs in every page after page.js: by how much sound and picture of someone who flashes (page.js) are apart.

const LIGHT = 128;
const LOUD = 0.1;
/** Samples looked at at a time: 170 ms, so that a page which comes late by 100 ms still finds the beginning. */
const HEARD = 8192;
const LISTEN_EVERY_MS = 20;
/** Of two that belong together, one comes at most so much later. */
const TOGETHER_MS = 500;

/**
 * Calls `seen(time)` whenever a video turns from dark to light, until the function it returns is called; time in ms of
 * performance.now().
 */
function watchFlashes(video, seen) {
  const canvas = Object.assign(document.createElement('canvas'), { width: 8, height: 8 });
  const context = canvas.getContext('2d', { willReadFrequently: true });
  let before = LIGHT;
  let request;
  const frame = (now, { expectedDisplayTime }) => {
    context.drawImage(video, 0, 0, 8, 8);
    const light = context.getImageData(4, 4, 1, 1).data[1];
    if (before < LIGHT && light >= LIGHT) seen(expectedDisplayTime);
    before = light;
    request = video.requestVideoFrameCallback(frame);
  };
  request = video.requestVideoFrameCallback(frame);
  return () => video.cancelVideoFrameCallback(request);
}

/** Calls `heard(time)` for the beginning of every beep in a stream, until the function it returns is called. */
function watchBeeps(stream, heard) {
  const context = new AudioContext();
  const analyser = new AnalyserNode(context, { fftSize: HEARD });
  context.createMediaStreamSource(stream).connect(analyser);
  const samples = new Float32Array(HEARD);
  let last = 0;
  const timer = setInterval(() => {
    analyser.getFloatTimeDomainData(samples);
    const now = performance.now();
    const first = samples.findIndex((sample) => Math.abs(sample) > LOUD);
    // A beep that fills the buffer from its first sample on began before.
    const at = now - ((HEARD - first) * 1000) / context.sampleRate;
    if (first <= 0 || at - last < TOGETHER_MS) return;
    last = at;
    heard(at);
  }, LISTEN_EVERY_MS);
  return () => {
    clearInterval(timer);
    return context.close();
  };
}

/** By how many ms each flash comes after its beep (negative: before), for `count` of them. */
async function apart(video, stream, count) {
  const flashes = [];
  const beeps = [];
  const stops = [
    watchFlashes(video, (at) => flashes.push(at)),
    watchBeeps(stream, (at) => beeps.push(at)),
  ];
  const pairs = () =>
    flashes.flatMap((flash) => {
      const beep = beeps.find((each) => Math.abs(each - flash) < TOGETHER_MS);
      return beep === undefined ? [] : [Math.round(flash - beep)];
    });
  while (pairs().length < count) await new Promise((resolve) => setTimeout(resolve, 100));
  await Promise.all(stops.map((stop) => stop()));
  return pairs();
}

/** The same of what we send ourselves, through two connections in this very page: what browser and instruments add. */
async function apartAtHome(count) {
  const tracks = window.seodang.publisher.pc.getSenders().map(({ track }) => track);
  const [audio, video] = ['audio', 'video'].map((kind) => tracks.find((track) => track?.kind === kind));
  const [from, to] = [new RTCPeerConnection(), new RTCPeerConnection()];
  from.onicecandidate = ({ candidate }) => candidate && to.addIceCandidate(candidate);
  to.onicecandidate = ({ candidate }) => candidate && from.addIceCandidate(candidate);
  const source = new MediaStream([audio, video]);
  source.getTracks().forEach((track) => from.addTrack(track, source));
  await from.setLocalDescription();
  await to.setRemoteDescription(from.localDescription);
  await to.setLocalDescription();
  await from.setRemoteDescription(to.localDescription);
  const arrived = new MediaStream(to.getReceivers().map(({ track }) => track));
  const screen = Object.assign(document.createElement('video'), { srcObject: arrived, muted: true });
  // A remote voice is only decoded while something plays it.
  const speaker = Object.assign(new Audio(), { srcObject: arrived });
  document.body.append(screen);
  await Promise.all([screen.play(), speaker.play()]);
  const found = await apart(screen, new MediaStream(arrived.getAudioTracks()), count);
  screen.remove();
  speaker.srcObject = null;
  from.close();
  to.close();
  return found;
}

/** What arrives of a participant: the slots of picture and voice, and how far apart they are. */
async function apartAt(name, count) {
  const { participant } = document.querySelector(`.tile[data-name="${name}"]`).dataset;
  const slots = window.seodang.log.findLast(({ what }) => what === 'media.slots').with.slots;
  const theirs = slots.filter((slot) => slot.participant === participant);
  const mid = (source) => theirs.find((slot) => slot.source === source).mid;
  const index = (source) => window.seodang.subscriber.slots.find((slot) => slot.mid === mid(source)).index;
  const stream = window.seodang.subscriber.streams.get(mid('microphone'));
  return {
    video: index('camera'),
    audio: index('microphone'),
    apart: await apart(tileVideo(name), stream, count),
  };
}

Object.assign(window.instruments, { apartAtHome, apartAt });
