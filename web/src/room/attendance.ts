// Who was there, and for how long: what attendance.get answers, and what the page makes of it.
import { csv } from './csv';

export interface Attended {
  name: string;
  role: string;
  from: number;
  /** null = still there. */
  to: number | null;
  seconds: number;
  visits: number;
}

export interface Attendance {
  people: Attended[];
  /** Names of the class list that nobody came by. */
  absent: string[];
}

const MOST_NAMES = 500;

/** Names out of a pasted list: by lines, or by commas, semicolons or tabs. Two may bear the same one. */
export function namesFrom(text: string): string[] {
  const names = text.split(/[\n\r,;\t]+/).map((name) => name.normalize('NFC').trim().replace(/\s+/g, ' '));
  return names.filter(Boolean).slice(0, MOST_NAMES);
}

/** `h:mm`, as far as minutes are worth telling. */
export function durationOf(seconds: number): string {
  const minutes = Math.round(seconds / 60);
  return `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, '0')}`;
}

export function attendanceCsv(
  { people, absent }: Attendance,
  heads: readonly string[],
  absentWord: string,
  time: (at: number) => string,
): string {
  return csv([
    heads,
    ...people.map((person) => [
      person.name,
      person.role,
      time(person.from),
      person.to === null ? '' : time(person.to),
      durationOf(person.seconds),
      person.visits,
    ]),
    ...absent.map((name) => [name, absentWord, '', '', '', 0]),
  ]);
}
