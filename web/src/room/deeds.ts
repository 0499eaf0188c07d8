// What can be done with a person in the room: one table. What is offered; the service decides by its own.
import type { Kind, Participant } from '../signal/types';

export type Deed =
  | 'talk'
  | 'pin'
  | 'mute'
  | 'stopVideo'
  | 'lowerHand'
  | 'giveFloor'
  | 'takeFloor'
  | 'makeHost'
  | 'takeHost'
  | 'remove';

export interface Situation {
  kind: Kind;
  /** We are a host. */
  host: boolean;
  /** We may send sound and picture. */
  maySend: boolean;
  /** Their hand is up. */
  hand: boolean;
  person: Participant;
}

const listens = ({ person }: Situation) => person.role === 'listener';
const leads = ({ person }: Situation) => person.role === 'host';

const TABLE: readonly [Deed, (situation: Situation) => boolean][] = [
  ['talk', (now) => now.maySend && !listens(now) && now.person.connection !== 'lost'],
  ['pin', (now) => now.kind === 'meeting'],
  ['giveFloor', (now) => now.host && now.kind === 'seminar' && listens(now)],
  ['takeFloor', (now) => now.host && now.kind === 'seminar' && now.person.role === 'speaker'],
  ['lowerHand', (now) => now.host && now.hand],
  ['mute', (now) => now.host && now.person.audio],
  ['stopVideo', (now) => now.host && now.person.video],
  ['makeHost', (now) => now.host && !leads(now)],
  ['takeHost', (now) => now.host && leads(now)],
  ['remove', (now) => now.host],
];

export function deedsFor(situation: Situation): Deed[] {
  return TABLE.filter(([, possible]) => possible(situation)).map(([deed]) => deed);
}
