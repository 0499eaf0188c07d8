// Who is where on the stage: a pure function of the room as it is. The page, the pin and the panels stay as they are
// while something else is shown, so that the end of it restores them.
import type { Kind, Participant } from '../signal/types';
import { clampPage, onPage, pageCount } from './paging';
import type { People } from './people';

export type Mode = 'grid' | 'pin' | 'screen' | 'seminar' | 'talk';

export interface SceneInput {
  kind: Kind;
  own: { id: string; role: string };
  others: People;
  /** Who leads the class. */
  host: string | null;
  pin: string | null;
  /** Who shares a screen. */
  screen: string | null;
  /** With whom we are in a 1:1 talk. */
  partner: string | null;
  page: number;
  pageSize: number;
}

export interface Scene {
  mode: Mode;
  /** Whose tile is large; the own id = we ourselves. Null where the screen is large, or nothing. */
  large: string | null;
  /** The tiles beside it, or the grid. */
  small: readonly string[];
  /** Who only listens, in a seminar: the raised hands are sorted by whoever shows it. */
  audience: readonly Participant[];
  page: number;
  pages: number;
  /** Everyone that the pages go through, and how many are on each. */
  order: readonly string[];
  pageSize: number;
}

const MOST_SPEAKERS = 6;

const ids = (people: People) => people.map(({ id }) => id);

export function sceneOf(input: SceneInput): Scene {
  const { kind, others, partner, screen } = input;
  const base = { audience: audienceOf(input), page: 0, pages: 1, order: [], pageSize: 1 };
  if (partner !== null) return { ...base, mode: 'talk', large: partner, small: [], audience: [] };
  if (kind === 'seminar') return { ...base, ...seminar(input) };
  if (screen !== null) return { ...base, ...paged(input, others, input.pageSize), mode: 'screen', large: null };
  const pinned = others.find(({ id }) => id === input.pin);
  if (!pinned) return { ...base, ...paged(input, others, input.pageSize), mode: 'grid', large: null };
  const rest = others.filter((person) => person !== pinned);
  return { ...base, ...paged(input, rest, Math.max(1, input.pageSize - 1)), mode: 'pin', large: pinned.id };
}

/** Who speaks and is on another page, and on which. */
export function speakingElsewhere(
  speaking: readonly string[],
  { small, order, pageSize }: Scene,
): { id: string; page: number } | null {
  const id = speaking.find((each) => order.includes(each) && !small.includes(each));
  return id === undefined ? null : { id, page: Math.floor(order.indexOf(id) / pageSize) };
}

function paged(input: SceneInput, people: People, pageSize: number) {
  return {
    small: ids(onPage(people, input.page, pageSize)),
    page: clampPage(input.page, people.length, pageSize),
    pages: pageCount(people.length, pageSize),
    order: ids(people),
    pageSize,
  };
}

const listens = ({ role }: { role: string }) => role === 'listener';

function audienceOf({ kind, others }: SceneInput): People {
  return kind === 'seminar' ? others.filter(listens) : [];
}

/** The lecturer large, or the screen; whoever else has the floor beside. */
function seminar(input: SceneInput): Pick<Scene, 'mode' | 'large' | 'small'> {
  const { own, others, screen } = input;
  const lecturer = lecturerOf(input);
  const rest = ids(others.filter((person) => !listens(person) && person.id !== lecturer)).slice(0, MOST_SPEAKERS);
  if (screen === null) return { mode: 'seminar', large: lecturer, small: rest };
  const beside = lecturer !== null && lecturer !== own.id ? [lecturer, ...rest] : rest;
  return { mode: 'screen', large: null, small: beside };
}

function lecturerOf({ own, others, host }: SceneInput): string | null {
  const hosts = [own, ...others].filter(({ role }) => role === 'host');
  return (hosts.find(({ id }) => id === host) ?? hosts[0])?.id ?? null;
}
