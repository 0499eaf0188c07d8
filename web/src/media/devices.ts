// The camera and the microphone: the only module that asks the browser for them. It yields at most one track of each
// kind; preview, self view and all published layers use that very track. Switching the camera off ends its track (the
// lamp goes out); muting keeps the microphone's track and silences it, so that unmuting is instant.
import { computed, signal } from '@preact/signals';
import { choices, keepChoices } from '../base/storage';
import { speakers } from './speaker';

/**
 * Why a device does not work. `denied` by the browser, `dismissed` = its question was closed without an answer, `system`
 * = denied by the operating system; `lost` = unplugged or taken away while in use.
 */
export type Problem = 'denied' | 'dismissed' | 'system' | 'missing' | 'busy' | 'insecure' | 'lost';
export type Kind = 'camera' | 'microphone';

const CAMERA: MediaTrackConstraints = {
  width: { ideal: 1280 },
  height: { ideal: 720 },
  frameRate: { ideal: 30, max: 30 },
};
const MICROPHONE: MediaTrackConstraints = {
  echoCancellation: true,
  noiseSuppression: true,
  autoGainControl: true,
};
const PROBLEMS: Record<string, Problem> = {
  NotAllowedError: 'denied',
  SecurityError: 'denied',
  NotFoundError: 'missing',
  OverconstrainedError: 'missing',
  NotReadableError: 'busy',
  AbortError: 'busy',
};

/** What Chromium says of a NotAllowedError that is not the page's settings' doing. */
const DENIALS: [RegExp, Problem][] = [
  [/dismissed/i, 'dismissed'],
  [/by system/i, 'system'],
];
/** What may be over by itself when a device is plugged in. */
const CURED_BY_A_DEVICE: readonly (Problem | null)[] = ['missing', 'lost'];

class Device {
  readonly track = signal<MediaStreamTrack | null>(null);
  readonly problem = signal<Problem | null>(null);
  readonly wanted = signal(true);
  readonly list = signal<MediaDeviceInfo[]>([]);
  readonly chosen = signal('');

  constructor(
    readonly kind: Kind,
    private readonly base: MediaTrackConstraints,
  ) {
    this.chosen.value = choices()[kind];
    this.wanted.value = kind === 'camera' ? choices().cameraOn : choices().microphoneOn;
  }

  get constraints(): MediaTrackConstraints {
    return this.chosen.peek() ? { ...this.base, deviceId: { ideal: this.chosen.peek() } } : this.base;
  }

  take(track: MediaStreamTrack | null): void {
    const old = this.track.peek();
    if (old && old !== track) end(old);
    if (track) {
      track.onended = () => this.fail('lost');
      track.enabled = this.kind === 'camera' || this.wanted.peek();
      this.problem.value = null;
    }
    this.track.value = track;
  }

  fail(problem: Problem): void {
    this.take(null);
    this.problem.value = problem;
  }
}

export const camera = new Device('camera', CAMERA);
export const microphone = new Device('microphone', MICROPHONE);
export const cameraOn = computed(() => camera.wanted.value && camera.track.value !== null);
export const microphoneOn = computed(() => microphone.wanted.value && microphone.track.value !== null);

/** Opens what the person wants to use and is not open yet. Never rejects: see `problem` of each device. */
export async function open(): Promise<void> {
  const missing = [camera, microphone].filter((device) => wantsTrack(device) && !device.track.peek());
  if (missing.length === 0) return;
  if (!navigator.mediaDevices) return missing.forEach((device) => device.fail('insecure'));
  // One question for both; if it fails, each alone tells which of them is at fault.
  if (missing.length === 1 || (await request(missing)) !== null) await Promise.all(missing.map(openOne));
  await refreshLists();
}

/** `remember`: as this person's choice for the next visit. */
export async function switchCamera(on: boolean, remember = true): Promise<void> {
  camera.wanted.value = on;
  if (remember) keepChoices({ cameraOn: on });
  if (on) await open();
  else camera.take(null);
}

export async function switchMicrophone(on: boolean, remember = true): Promise<void> {
  microphone.wanted.value = on;
  if (remember) keepChoices({ microphoneOn: on });
  const track = microphone.track.peek();
  if (track) track.enabled = on;
  else if (on) await open();
}

export async function choose(kind: Kind, deviceId: string): Promise<void> {
  const device = kind === 'camera' ? camera : microphone;
  device.chosen.value = deviceId;
  keepChoices({ [kind]: deviceId });
  if (!wantsTrack(device)) return;
  // Some systems cannot open two cameras at once: the old one goes first.
  device.take(null);
  await open();
}

/** Counts releases: what the browser gives after one that came meanwhile is given back. */
let released = 0;

/** Out of the room and the preview: everything off. */
export function release(): void {
  released++;
  for (const device of [camera, microphone]) {
    device.take(null);
    device.problem.value = null;
  }
}

/** A muted microphone is opened too, silenced; a camera that is off stays closed. */
function wantsTrack(device: Device): boolean {
  return device.kind === 'microphone' || device.wanted.peek();
}

async function openOne(device: Device): Promise<void> {
  const asked = released;
  const problem = await request([device]);
  if (problem && asked === released) device.fail(problem);
}

async function request(devices: Device[]): Promise<Problem | null> {
  const asked = released;
  try {
    const stream = await navigator.mediaDevices.getUserMedia({
      video: devices.includes(camera) && camera.constraints,
      audio: devices.includes(microphone) && microphone.constraints,
    });
    for (const device of devices) {
      const [track] = device.kind === 'camera' ? stream.getVideoTracks() : stream.getAudioTracks();
      // Switched off again, or gone, while the browser was asking.
      if (track && (!wantsTrack(device) || asked !== released)) end(track);
      else device.take(track ?? null);
    }
    return null;
  } catch (error) {
    return problemOf(error as DOMException);
  }
}

function problemOf({ name, message }: DOMException): Problem {
  const problem = PROBLEMS[name] ?? 'busy';
  if (problem !== 'denied') return problem;
  return DENIALS.find(([sign]) => sign.test(message))?.[1] ?? problem;
}

function end(track: MediaStreamTrack): void {
  track.onended = null;
  track.stop();
}

/** Which devices there are, as far as the browser tells. */
export async function refreshLists(): Promise<void> {
  const all = (await navigator.mediaDevices?.enumerateDevices().catch(() => [])) ?? [];
  camera.list.value = all.filter((device) => device.kind === 'videoinput' && device.deviceId);
  microphone.list.value = all.filter((device) => device.kind === 'audioinput' && device.deviceId);
  speakers.value = all.filter((device) => device.kind === 'audiooutput' && device.deviceId);
}

/** Something was plugged in or out: what was missing may be there now. */
async function devicesChanged(): Promise<void> {
  await refreshLists();
  const back = [camera, microphone].filter(
    ({ problem, list }) => CURED_BY_A_DEVICE.includes(problem.peek()) && list.peek().length > 0,
  );
  if (back.length > 0) await open();
}

/** Allowed in the browser's own settings after all: then it starts by itself. Not every browser tells. */
async function watchPermission(device: Device): Promise<void> {
  const permission = await navigator.permissions?.query({ name: device.kind as PermissionName });
  permission?.addEventListener('change', () => {
    if (permission.state === 'granted' && device.problem.peek() === 'denied') void open();
  });
}

globalThis.navigator?.mediaDevices?.addEventListener('devicechange', () => void devicesChanged());
if (globalThis.navigator?.permissions)
  for (const device of [camera, microphone]) watchPermission(device).catch(() => undefined);
