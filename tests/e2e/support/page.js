// Runs in every page before its own scripts, as the body of a function of `person` (person.mjs): a canvas and an
// oscillator in place of camera and microphone, so that everyone has a picture and a tone of their own; and
// instruments that read back what is seen and heard.
//
// person: {colour, frequency; devices?: {camera, microphone} = names of the DOMExceptions they fail with;
//          portrait? = a drawn person instead of the plain colour, for the pictures of the documentation;
//          clip? = the browser's own camera, which shows a file;
//          flashes? = black, but once a second white and heard for a moment (sync.js looks for both)}
const WIDTH = 320,
  HEIGHT = 180,
  FRAME_MS = 33,
  LISTEN_MS = 500;

/** The upper part stays one plain colour: that is where it is looked at. */
function drawSign(context, frame) {
  context.fillStyle = person.colour;
  context.fillRect(0, 0, WIDTH, HEIGHT);
  context.fillStyle = 'white';
  context.fillRect((frame * 4) % WIDTH, HEIGHT * 0.7, 24, 24);
}

/** Someone before a wall, breathing. */
function drawPortrait(context, frame) {
  const { wall, shirt, skin, hair } = person.portrait;
  const light = context.createLinearGradient(0, 0, 640, 360);
  light.addColorStop(0, wall);
  light.addColorStop(1, '#2a2f33');
  context.fillStyle = light;
  context.fillRect(0, 0, 640, 360);
  const oval = (colour, x, y, rx, ry) => {
    context.fillStyle = colour;
    context.beginPath();
    context.ellipse(x, y, rx, ry, 0, 0, 2 * Math.PI);
    context.fill();
  };
  const y = 2 * Math.sin(frame / 20);
  oval(hair, 320, 150 + y, 84, 96);
  oval(shirt, 320, 390 + y / 2, 170, 130);
  oval(skin, 320, 255 + y, 34, 50);
  oval(skin, 320, 170 + y, 68, 84);
  oval(hair, 320, 104 + y, 72, 36);
  for (const x of [294, 346]) oval('#2b2320', x, 168 + y, 6, 7);
  context.strokeStyle = '#8c4a3c';
  context.lineWidth = 5;
  context.lineCap = 'round';
  context.beginPath();
  context.arc(320, 196 + y, 22, 0.25 * Math.PI, 0.75 * Math.PI);
  context.stroke();
}

/** Set by tone(), for someone who flashes. */
let beep = () => undefined;

/** White for 5 of 30 frames, and a beep as it becomes white. */
function drawFlash(context, frame) {
  context.fillStyle = frame % 30 < 5 ? 'white' : 'black';
  context.fillRect(0, 0, WIDTH, HEIGHT);
  if (frame % 30 === 0) beep();
}

const drawing = person.portrait ? drawPortrait : person.flashes ? drawFlash : drawSign;

const ownDevices = navigator.mediaDevices?.getUserMedia.bind(navigator.mediaDevices);

async function picture(constraints) {
  if (person.clip) return (await ownDevices({ video: constraints })).getVideoTracks()[0];
  const [width, height] = person.portrait ? [640, 360] : [WIDTH, HEIGHT];
  const canvas = Object.assign(document.createElement('canvas'), { width, height });
  const context = canvas.getContext('2d');
  let frame = 0;
  const draw = () => drawing(context, frame++);
  draw();
  const timer = setInterval(draw, FRAME_MS);
  const [track] = canvas.captureStream(30).getVideoTracks();
  track.addEventListener('ended', () => clearInterval(timer));
  return track;
}

// Firefox (recognised by what only it has) runs no AudioContext without a sound card; its own fake microphone is an
// oscillator too, tuned by a preference (browsers.mjs).
async function tone() {
  if ('mozInnerScreenX' in window) return (await ownDevices({ audio: true })).getAudioTracks()[0];
  const context = new AudioContext();
  const oscillator = new OscillatorNode(context, { frequency: person.frequency });
  const out = context.createMediaStreamDestination();
  const volume = new GainNode(context, { gain: person.flashes ? 0 : 0.3 });
  oscillator.connect(volume).connect(out);
  oscillator.start();
  if (person.flashes)
    beep = () => {
      const now = context.currentTime;
      volume.gain.setValueAtTime(0.5, now).setValueAtTime(0, now + 0.1);
    };
  return out.stream.getAudioTracks()[0];
}

// What was asked for, with the devices that were named; what fails can be repaired.
const asked = [];
const repair = () => delete person.devices;
async function getUserMedia({ video, audio }) {
  asked.push({
    video: Boolean(video),
    audio: Boolean(audio),
    camera: video?.deviceId?.ideal,
    microphone: audio?.deviceId?.ideal,
  });
  const failing = [video && person.devices?.camera, audio && person.devices?.microphone].find(Boolean);
  if (failing) throw new DOMException('by the test', failing);
  return new MediaStream([...(video ? [await picture(video)] : []), ...(audio ? [await tone()] : [])]);
}

const devices = [
  ['videoinput', 'Canvas'],
  ['videoinput', 'Canvas 2'],
  ['audioinput', 'Oscillator'],
  ['audioinput', 'Oscillator 2'],
  ['audiooutput', 'Loudspeaker'],
  ['audiooutput', 'Headphones'],
].map(([kind, label]) => ({
  kind,
  label,
  deviceId: label,
  groupId: '',
  toJSON() {
    return this;
  },
}));
if (navigator.mediaDevices) {
  Object.defineProperty(navigator.mediaDevices, 'getUserMedia', { value: getUserMedia });
  Object.defineProperty(navigator.mediaDevices, 'enumerateDevices', { value: async () => devices });
}

// The loudspeakers exist in that list alone: to lead sound to one of them is noted and goes nowhere else.
const sinks = [];
Object.defineProperty(HTMLMediaElement.prototype, 'setSinkId', { value: async (id) => void sinks.push(id) });

/** Mean colour of the upper part of a video, where nothing moves: [r, g, b], or null without a picture. */
function colourOf(video) {
  if (!video || video.readyState < 2 || !video.videoWidth) return null;
  const canvas = Object.assign(document.createElement('canvas'), { width: 16, height: 9 });
  const context = canvas.getContext('2d', { willReadFrequently: true });
  context.drawImage(video, 0, 0, 16, 9);
  const { data } = context.getImageData(4, 1, 8, 3);
  const sum = [0, 0, 0];
  data.forEach((value, index) => index % 4 < 3 && (sum[index % 4] += value));
  return sum.map((total) => Math.round(total / (data.length / 4)));
}

/** What the page shows: one entry per tile, in order. */
function tiles() {
  return [...document.querySelectorAll('.tile')].map((tile) => ({
    id: tile.dataset.participant,
    name: tile.dataset.name,
    picture: tile.dataset.picture === 'true',
    connection: tile.dataset.connection,
    speaking: tile.classList.contains('speaking'),
    colour: colourOf(tile.querySelector('video')),
    size: [tile.querySelector('video')?.videoWidth ?? 0, tile.querySelector('video')?.videoHeight ?? 0],
  }));
}

/** What a stream plays for a moment, as samples; null = nothing at all. */
async function listen(stream) {
  const recorder = new MediaRecorder(stream);
  const chunks = [];
  recorder.ondataavailable = ({ data }) => chunks.push(data);
  const stopped = new Promise((resolve) => (recorder.onstop = resolve));
  recorder.start();
  setTimeout(() => recorder.stop(), LISTEN_MS);
  await stopped;
  const bytes = await new Blob(chunks).arrayBuffer();
  return new OfflineAudioContext(1, 1, 48000).decodeAudioData(bytes).catch(() => null);
}

/** Loudness in dB of one frequency (Goertzel's way, Hann window). */
function loudness(sound, frequency) {
  const samples = sound.getChannelData(0);
  const step = (2 * Math.PI) / samples.length,
    turn = (2 * Math.PI * frequency) / sound.sampleRate;
  let re = 0,
    im = 0;
  samples.forEach((sample, n) => {
    const weighed = sample * (0.5 - 0.5 * Math.cos(step * n));
    re += weighed * Math.cos(turn * n);
    im += weighed * Math.sin(turn * n);
  });
  return 20 * Math.log10((4 * Math.hypot(re, im)) / samples.length + 1e-10);
}

/** Loudness in dB of each frequency over all <audio> that plays; −200 = nothing. */
async function hear(frequencies) {
  const playing = [...document.querySelectorAll('audio')].filter((audio) => audio.srcObject && !audio.paused);
  const sounds = (await Promise.all(playing.map((audio) => listen(audio.srcObject)))).filter(
    (sound) => sound?.length,
  );
  return frequencies.map((frequency) => Math.max(-200, ...sounds.map((sound) => loudness(sound, frequency))));
}

/**
 * Watches the arrival of frames in one tile. The function it returns tells the longest silence in ms so far, less what
 * the sender itself had paused by the clock of its RTP (a busy machine draws late: no fault of what lies between).
 */
function watchFrames(name) {
  const times = [];
  const video = document.querySelector(`.tile[data-name="${name}"] video`);
  const frame = (now, { receiveTime = now, rtpTimestamp, presentedFrames }) => {
    times.push({ at: receiveTime, sent: (rtpTimestamp ?? 0) / 90, frames: presentedFrames });
    video.requestVideoFrameCallback(frame);
  };
  video.requestVideoFrameCallback(frame);
  return () => {
    let gap = 0;
    for (let i = 1; i < times.length; i++) {
      const [before, after] = [times[i - 1], times[i]];
      const paused = Math.max(0, after.sent - before.sent - FRAME_MS);
      gap = Math.max(gap, after.at - before.at - paused);
    }
    return { gap, frames: times.length, since: performance.now() - (times.at(-1)?.at ?? 0) };
  };
}

/** Of all that is received: packets lost, ms of sound that had to be invented, and in how many pieces. */
async function missing() {
  const sum = { packets: 0, sound: 0, pieces: 0 };
  for (const report of (await window.seodang.subscriber.pc.getStats()).values()) {
    if (report.type !== 'inbound-rtp') continue;
    sum.packets += report.packetsLost ?? 0;
    sum.sound += ((report.concealedSamples ?? 0) - (report.silentConcealedSamples ?? 0)) / 48;
    sum.pieces += report.concealmentEvents ?? 0;
  }
  return sum;
}

/** Watches what is missing from now on; reads the packets lost and the longest piece of sound missing at a time, in ms. */
async function watchMissing() {
  const first = await missing();
  let before = first;
  let piece = 0;
  let gap = 0;
  const look = async () => {
    const now = await missing();
    // What was invented since the last look belongs to the piece that goes on, or to the newest one.
    piece = (now.pieces > before.pieces ? 0 : piece) + now.sound - before.sound;
    gap = Math.max(gap, piece);
    before = now;
  };
  setInterval(look, 30);
  return () => ({ packets: before.packets - first.packets, sound: gap });
}

/** Which of `colours` (#rrggbb) fill at least a twentieth of a picture. */
function coloursIn(video, colours) {
  const canvas = Object.assign(document.createElement('canvas'), { width: 64, height: 36 });
  const context = canvas.getContext('2d', { willReadFrequently: true });
  context.drawImage(video, 0, 0, 64, 36);
  const { data } = context.getImageData(0, 0, 64, 36);
  return colours.filter((colour) => {
    const wanted = [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16));
    let count = 0;
    for (let at = 0; at < data.length; at += 4)
      if (wanted.every((value, channel) => Math.abs(value - data[at + channel]) < 60)) count++;
    return count >= (64 * 36) / 20;
  });
}

/**
 * What a file of a recording is, as the browser decodes it: seconds, size of the picture, what of `colours` is seen at
 * each of `times` and how long the seek there took (ms), and the loudness in dB of each of `tones` over all of it.
 */
async function inspect(base64, { times, colours, tones }) {
  const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
  const video = Object.assign(document.createElement('video'), { muted: true, preload: 'auto' });
  const happens = (event) =>
    new Promise((resolve, reject) => {
      video.addEventListener(event, resolve, { once: true });
      video.addEventListener('error', () => reject(new Error(video.error?.message ?? 'not decoded')), { once: true });
    });
  const loaded = happens('loadeddata');
  video.src = URL.createObjectURL(new Blob([bytes], { type: 'video/webm' }));
  await loaded;
  const seen = [];
  for (const time of times) {
    const begun = performance.now();
    const there = happens('seeked');
    video.currentTime = time;
    await there;
    seen.push({ colours: coloursIn(video, colours), ms: performance.now() - begun, at: video.currentTime });
  }
  const sound = await new OfflineAudioContext(1, 1, 48000).decodeAudioData(bytes.buffer);
  URL.revokeObjectURL(video.src);
  return {
    duration: video.duration,
    size: [video.videoWidth, video.videoHeight],
    seen,
    sound: sound.duration,
    levels: tones.map((tone) => loudness(sound, tone)),
  };
}

// Every appearance and disappearance of a tile, with its time.
const changes = [];
const names = () => [...document.querySelectorAll('.tile')].map((tile) => tile.dataset.name);
let known = [];
new MutationObserver(() => {
  const now = names();
  for (const name of now.filter((each) => !known.includes(each)))
    changes.push({ at: Date.now(), name, there: true });
  for (const name of known.filter((each) => !now.includes(each)))
    changes.push({ at: Date.now(), name, there: false });
  known = now;
}).observe(document, { subtree: true, childList: true });

window.instruments = {
  /** When a key was last pressed. */
  keyAt: 0,
  tiles,
  hear,
  watchFrames,
  watchMissing,
  changes,
  asked,
  repair,
  sinks,
  colourOf,
  coloursIn,
  inspect,
};
addEventListener('keydown', () => (window.instruments.keyAt = performance.now()), { capture: true });
