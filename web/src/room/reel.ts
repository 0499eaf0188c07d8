// The arithmetic of recordings: lengths and sizes as people read them, and which moment of the class lies where in
// whose file. Wall times are UTC milliseconds, places in a file seconds.
import type { Mark, RecordedFile, Recording } from '../signal/recording';

/** `m:ss`, from an hour on `h:mm:ss`. */
export function clock(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const two = (value: number) => String(value).padStart(2, '0');
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
}

const UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const;

/** Three digits and their unit, in the manner of a language. */
export function sizeOf(bytes: number, language: string): string {
  let value = Math.max(0, bytes);
  let unit = 0;
  // 999.5 would be written 1000.
  for (; value >= 999.5 && unit < UNITS.length - 1; unit++) value /= 1000;
  const digits = unit === 0 ? 0 : value < 9.95 ? 1 : 0;
  const style = { style: 'unit', unit: UNITS[unit], unitDisplay: 'short' } as const;
  return new Intl.NumberFormat(language, { ...style, maximumFractionDigits: digits }).format(value);
}

export function percent(progress: number): number {
  // 100 % is said of what is done.
  return Math.min(99, Math.max(0, Math.floor(progress * 100)));
}

/** When the picture and sound of a file begin. */
export function beginOf(recording: Recording, file: RecordedFile): number {
  return file.from ?? recording.from;
}

/** Where a moment of the class lies in a file: the nearest place that exists. */
export function placeOf(at: number, recording: Recording, file: RecordedFile): number {
  return Math.min(Math.max(0, at - beginOf(recording, file)), Math.max(0, file.duration)) / 1000;
}

/** Which moment of the class a place in a file is. */
export function momentOf(seconds: number, recording: Recording, file: RecordedFile): number {
  return beginOf(recording, file) + seconds * 1000;
}

export interface Tick extends Mark {
  seconds: number;
  /** 0…1 of the file's length. */
  share: number;
}

/** The marks that lie within a file, earliest first. */
export function ticksOf(recording: Recording, file: RecordedFile): Tick[] {
  const begin = beginOf(recording, file);
  return recording.marks
    .filter(({ at }) => file.duration > 0 && at >= begin && at <= begin + file.duration)
    .map((mark) => ({ ...mark, seconds: (mark.at - begin) / 1000, share: (mark.at - begin) / file.duration }))
    .sort((a, b) => a.at - b.at);
}

/** Nothing about it changes by itself any more. */
export function isSettled({ state, files }: Recording): boolean {
  if (state === 'recording' || state === 'finishing') return false;
  return state !== 'ready' || files.every((file) => file.state === 'ready' || file.state === 'failed');
}

/** What plays when the recording is clicked: what can play at once, a person before a screen. */
export function firstToPlay({ files }: Recording): RecordedFile | null {
  const rank = (file: RecordedFile) => (file.state === 'ready' ? 0 : 2) + (file.what === 'screen' ? 1 : 0);
  const possible = files.filter(({ state }) => state !== 'failed').sort((a, b) => rank(a) - rank(b));
  return possible[0] ?? null;
}

/** The file after another, the first one after the last; those that cannot be played are passed over. */
export function nextFile({ files }: Recording, id: string): RecordedFile | null {
  const at = files.findIndex((file) => file.id === id);
  const around = [...files.slice(at + 1), ...files.slice(0, Math.max(0, at))];
  return around.find(({ state }) => state !== 'failed') ?? null;
}

/** Everyone in a recording, once. */
export function peopleIn({ files }: Recording): { id: string; name: string }[] {
  const known = new Map<string, string>();
  for (const { participant, name } of files)
    if (participant !== null && !known.has(participant)) known.set(participant, name);
  return [...known].map(([id, name]) => ({ id, name }));
}

/** How many of the files that are to come are there. */
export function readiness(recordings: readonly Recording[]): { ready: number; all: number } {
  const files = recordings.filter(({ state }) => state !== 'discarded').flatMap((recording) => recording.files);
  return { ready: files.filter(({ state }) => state === 'ready').length, all: files.length };
}
