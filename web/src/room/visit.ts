// From a name to a Room: what may be known before, tickets by REST, host keys, and the way back into a place this tab
// had before.
import { effect, signal } from '@preact/signals';
import * as storage from '../base/storage';
import { createRoom, fetchFacts, fetchTicket, type NewRoom, type RoomFacts } from '../signal/rest';
import { WireError, type Consent } from '../signal/types';
import { answer, keepAnswering } from './consent';
import { isMine } from './me';
import { Room } from './room';

/** The stay of this page, if any. */
export const current = signal<Room | null>(null);

/** What the preview asks of a person. */
export interface Arrival {
  name: string;
  pin?: string;
  consent?: Consent;
}

/** What is known at the door. No facts: the room is closed, but whoever comes has its key and may open it again. */
export interface Door {
  facts: RoomFacts | null;
  host: boolean;
}

/** Opens a room; its number. Its ticket is not used: it would expire during the preview, the host key does not. */
export async function create(room: NewRoom): Promise<string> {
  const created = await createRoom(room);
  storage.keepHostKey(created.room.number, created.hostKey);
  storage.keepChoices({ name: room.name });
  return created.room.number;
}

export async function lookAt(number: string): Promise<Door> {
  const key = storage.hostKey(number) !== undefined;
  try {
    const facts = await fetchFacts(number);
    return { facts, host: key || (await isMine(number)) };
  } catch (error) {
    // Whose it was may open it again.
    const gone = error instanceof WireError && error.wireName === 'not-found';
    if (gone && (key || (await isMine(number)))) return { facts: null, host: true };
    throw error;
  }
}

export async function enter(number: string, { name, pin, consent }: Arrival): Promise<void> {
  storage.keepChoices({ name });
  const tickets = () => ticketFor(number, { name, ...(pin ? { pin } : {}) });
  const ticket = await tickets();
  if (consent) answer(number, consent);
  stay(new Room(number, { ticket }, tickets));
}

/** Back to where this tab was before it was reloaded; false if it was not in that room. */
export function comeBack(number: string): boolean {
  const place = storage.place(number);
  if (!place) return false;
  const tickets = () => ticketFor(number, { name: storage.choices().name });
  stay(new Room(number, { resume: place.resume }, tickets));
  return true;
}

export function forget(): void {
  current.value = null;
}

function stay(room: Room): void {
  keepAnswering(room);
  keepItsKey(room);
  current.value = room;
}

/** What is recorded of a class is open to whoever has its key, also when the class is over. */
function keepItsKey(room: Room): void {
  const stop = effect(() => {
    const info = room.info.value;
    const key = storage.hostKey(room.number);
    if (info && key && room.isHost.value) {
      const { id, number, title } = info;
      storage.keepClass({ id, number, title, key });
    }
    if (room.ended.value) queueMicrotask(() => stop());
  });
}

async function ticketFor(number: string, who: { name: string; pin?: string }): Promise<string> {
  const entry = { ...who, person: storage.person() };
  const key = storage.hostKey(number);
  if (!key) return fetchTicket(number, entry);
  try {
    return await fetchTicket(number, { ...entry, key });
  } catch (error) {
    // The number may belong to someone else's room by now: then we are a guest there.
    if (error instanceof WireError && error.wireName === 'forbidden') return fetchTicket(number, entry);
    throw error;
  }
}
