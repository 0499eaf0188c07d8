// Why someone is not let in, in the words of the page that tells them (ui/end.tsx).
import type { WireError } from '../signal/types';

/** The reasons of `forbidden` that have a page of their own. */
const REASONS = ['pin', 'locked', 'removed', 'declined'];

/**
 * A named reason of `forbidden`, else the error's name. `limit` means two things: of room.join that the room or the
 * server is full, of a ticket that there were too many wrong tries.
 */
export function refusalOf({ wireName, data }: WireError, asked: 'ticket' | 'join'): string {
  if (wireName === 'forbidden' && REASONS.includes(String(data.reason))) return String(data.reason);
  return wireName === 'limit' && asked === 'join' ? 'full' : wireName;
}
