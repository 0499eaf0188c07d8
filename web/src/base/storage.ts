// What the browser keeps. localStorage: the person and their choices, over visits. sessionStorage: the place in a
// room, so that a reload of this tab comes back to it. Both may be switched off by the user: then nothing is kept.

export interface Choices {
  name: string;
  camera: string;
  microphone: string;
  speaker: string;
  /** The path of one's profile image, or ''. */
  image: string;
  cameraOn: boolean;
  microphoneOn: boolean;
  /** Single letters are shortcuts in the room. */
  keys: boolean;
  /** It is said aloud when a recording begins or ends. */
  spoken: boolean;
}

/** Where this tab is, and the secret that brings it back. */
export interface Place {
  number: string;
  resume: string;
}

/** A class one has led in this browser, and the key to what is kept of it. */
export interface Class {
  id: string;
  number: string;
  title: string;
  key: string;
}

/** Someone's answer to the notice of a room; `textVersion` is that of the text they were shown. */
export interface Consent {
  recording: boolean;
  capture: boolean;
  textVersion: string;
}

const NO_CHOICES: Choices = {
  name: '',
  camera: '',
  microphone: '',
  speaker: '',
  image: '',
  cameraOn: true,
  microphoneOn: true,
  keys: true,
  spoken: true,
};
/** Answers are kept for so many rooms, the newest ones. */
const ROOMS_ANSWERED = 50;
const CLASSES_KEPT = 50;
const PREFIX = 'seodang.';

export function choices(): Choices {
  return { ...NO_CHOICES, ...read<Partial<Choices>>(localStorage, 'choices') };
}

export function keepChoices(changed: Partial<Choices>): void {
  write(localStorage, 'choices', { ...choices(), ...changed });
}

export function language(): string | null {
  return read<string>(localStorage, 'language');
}

export function keepLanguage(lang: string): void {
  write(localStorage, 'language', lang);
}

/** This browser's own random key: who is who over visits. */
export function person(): string {
  const kept = read<string>(localStorage, 'person');
  if (kept) return kept;
  const made = Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) =>
    byte.toString(16).padStart(2, '0'),
  ).join('');
  write(localStorage, 'person', made);
  return made;
}

/** The key that brings the owner of a room back as its host. */
export function hostKey(number: string): string | undefined {
  return read<Record<string, string>>(localStorage, 'hostKeys')?.[number];
}

export function keepHostKey(number: string, key: string): void {
  write(localStorage, 'hostKeys', {
    ...read<Record<string, string>>(localStorage, 'hostKeys'),
    [number]: key,
  });
}

/** The newest first. */
export function classes(): Class[] {
  return read<Class[]>(localStorage, 'classes') ?? [];
}

export function keepClass(led: Class): void {
  const others = classes().filter(({ id }) => id !== led.id);
  write(localStorage, 'classes', [led, ...others].slice(0, CLASSES_KEPT));
}

export function answer(number: string): Consent | null {
  return answers().find((kept) => kept.number === number)?.answer ?? null;
}

export function keepAnswer(number: string, answer: Consent): void {
  const others = answers().filter((kept) => kept.number !== number);
  write(localStorage, 'consents', [...others, { number, answer }].slice(-ROOMS_ANSWERED));
}

function answers(): { number: string; answer: Consent }[] {
  return read(localStorage, 'consents') ?? [];
}

export function place(number: string): Place | null {
  const kept = read<Place>(sessionStorage, 'place');
  return kept?.number === number ? kept : null;
}

export function keepPlace(kept: Place | null): void {
  write(sessionStorage, 'place', kept);
}

function read<T>(storage: Storage, key: string): T | null {
  try {
    return JSON.parse(storage.getItem(PREFIX + key) ?? 'null') as T | null;
  } catch {
    return null;
  }
}

function write(storage: Storage, key: string, value: unknown): void {
  try {
    if (value === null) storage.removeItem(PREFIX + key);
    else storage.setItem(PREFIX + key, JSON.stringify(value));
  } catch {
    // Full or forbidden: the visit works, it is only not remembered.
  }
}
