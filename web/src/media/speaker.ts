// The loudspeaker: which one plays everyone's sound, where the browser lets a page choose (setSinkId).
import { effect, signal } from '@preact/signals';
import { choices, keepChoices } from '../base/storage';
import { chimeSamples, wav } from './chime';

export const canChooseSpeaker = 'setSinkId' in (globalThis.HTMLMediaElement?.prototype ?? {});
export const speakers = signal<MediaDeviceInfo[]>([]);
/** Its deviceId; '' = the system's. */
export const speaker = signal(choices().speaker);

export function chooseSpeaker(deviceId: string): void {
  speaker.value = deviceId;
  keepChoices({ speaker: deviceId });
}

/** Lets `element` play through the chosen loudspeaker, now and after every change, until the returned function is called. */
export function throughSpeaker(element: HTMLMediaElement): () => void {
  if (!canChooseSpeaker) return () => undefined;
  return effect(() => void lead(element, speaker.value));
}

/** A loudspeaker that was unplugged is no reason for silence: then the system's plays. */
async function lead(element: HTMLMediaElement, deviceId: string): Promise<void> {
  if (element.sinkId === deviceId) return;
  await element.setSinkId(deviceId).catch(() => element.setSinkId('').catch(() => undefined));
}

/** Plays the chime; resolves when it has faded away, rejects when the browser plays nothing. */
export async function playChime(): Promise<void> {
  const url = URL.createObjectURL(new Blob([wav(chimeSamples())], { type: 'audio/wav' }));
  const audio = new Audio(url);
  try {
    if (canChooseSpeaker) await lead(audio, speaker.peek());
    await played(audio);
  } finally {
    URL.revokeObjectURL(url);
  }
}

function played(audio: HTMLAudioElement): Promise<void> {
  return new Promise((resolve, reject) => {
    audio.onended = () => resolve();
    audio.onerror = () => reject(new Error(audio.error?.message ?? 'no sound'));
    audio.play().catch(reject);
  });
}
