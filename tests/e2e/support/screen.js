// Runs in every page before its own scripts, as the body of a function of `screen` {colour, frequency, refused?}: a
// canvas and an oscillator in place of what the browser would let one choose to share.
async function getDisplayMedia() {
  if (screen.refused) throw new DOMException('by the test', 'NotAllowedError');
  const canvas = Object.assign(document.createElement('canvas'), { width: 640, height: 480 });
  const context = canvas.getContext('2d');
  let frame = 0;
  const draw = () => {
    context.fillStyle = screen.colour;
    context.fillRect(0, 0, 640, 480);
    context.fillStyle = 'white';
    context.fillRect((frame++ * 4) % 640, 400, 24, 24);
  };
  draw();
  const timer = setInterval(draw, 66);
  const stream = canvas.captureStream(15);
  const [video] = stream.getVideoTracks();
  video.addEventListener('ended', () => clearInterval(timer));
  // Firefox runs no AudioContext without a sound card: there the screen has no sound.
  if (!('mozInnerScreenX' in window)) {
    const audio = new AudioContext();
    const oscillator = new OscillatorNode(audio, { frequency: screen.frequency });
    const out = audio.createMediaStreamDestination();
    oscillator.connect(new GainNode(audio, { gain: 0.3 })).connect(out);
    oscillator.start();
    stream.addTrack(out.stream.getAudioTracks()[0]);
  }
  // As the browser's own bar ends it: the track tells the page, which stop() would not.
  window.instruments.endScreen = () => {
    stream.getTracks().forEach((track) => track.stop());
    video.dispatchEvent(new Event('ended'));
  };
  return stream;
}
if (navigator.mediaDevices && screen.absent) {
  Object.defineProperty(navigator.mediaDevices, 'getDisplayMedia', { value: undefined });
} else if (navigator.mediaDevices) {
  Object.defineProperty(navigator.mediaDevices, 'getDisplayMedia', { value: getDisplayMedia });
}
