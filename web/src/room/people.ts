// The list of the others, in the order of their coming: tiles keep their places when someone joins, changes or comes
// back. Pure functions over an immutable list.
import type { Participant } from '../signal/types';

export type People = readonly Participant[];

const UNKNOWN: Omit<Participant, 'id'> = {
  name: '',
  role: '',
  audio: false,
  video: false,
  screen: false,
  connection: 'ok',
};

/** participant.joined, or someone known who comes back. */
export function joined(people: People, participant: Participant): People {
  return people.some(({ id }) => id === participant.id)
    ? changed(people, participant)
    : [...people, { ...UNKNOWN, ...participant }];
}

/** participant.changed: only what it names. */
export function changed(people: People, participant: Partial<Participant> & { id: string }): People {
  return people.map((known) => (known.id === participant.id ? { ...known, ...participant } : known));
}

export function left(people: People, id: string): People {
  return people.filter((known) => known.id !== id);
}

/** After a resume: those still there keep their places, the new ones follow. */
export function refreshed(people: People, now: readonly Participant[]): People {
  const stayed = people.flatMap(({ id }) => now.filter((participant) => participant.id === id));
  return [...stayed, ...now.filter((participant) => !stayed.includes(participant))];
}

const HANGUL_NAME = /^[가-힣]{3,4}$/;

/** Up to two letters that stand for a person without a picture; of a Korean name the given name. */
export function initials(name: string): string {
  const words = name.trim().split(/\s+/).filter(Boolean);
  const [first = '?', second] = words;
  if (second)
    return words
      .slice(0, 2)
      .map((word) => [...word][0])
      .join('')
      .toUpperCase();
  return HANGUL_NAME.test(first) ? first.slice(-2) : [...first].slice(0, 2).join('').toUpperCase();
}

/** One of `count` colours, always the same for the same name. */
export function colourOf(name: string, count: number): number {
  let hash = 0;
  for (const letter of name) hash = (hash * 31 + (letter.codePointAt(0) ?? 0)) >>> 0;
  return hash % count;
}

/** Those whose names contain what is searched for, whatever its case and however its letters are composed. */
export function matching<T extends { name: string }>(people: readonly T[], search: string): readonly T[] {
  const plain = (text: string) => text.normalize('NFC').toLocaleLowerCase();
  const wanted = plain(search.trim());
  return wanted === '' ? people : people.filter(({ name }) => plain(name).includes(wanted));
}
