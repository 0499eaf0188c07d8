// From a name to a Room: tickets by REST, host keys, and the way back into a place this tab had before.
import { signal } from '@preact/signals';
import * as storage from '../base/storage';
import { createRoom, fetchTicket, type NewRoom } from '../signal/rest';
import { WireError } from '../signal/types';
import { Room } from './room';

/** The stay of this page, if any. */
export const current = signal<Room | null>(null);

/** Opens a room; its number. Its ticket is not used: it would expire during the preview, the host key does not. */
export async function create(room: NewRoom): Promise<string> {
  const created = await createRoom(room);
  storage.keepHostKey(created.room.number, created.hostKey);
  storage.keepChoices({ name: room.name });
  return created.room.number;
}

export async function enter(number: string, name: string): Promise<void> {
  storage.keepChoices({ name });
  const ticket = await ticketFor(number, name);
  current.value = new Room(number, { ticket }, () => ticketFor(number, name));
}

/** Back to where this tab was before it was reloaded; false if it was not in that room. */
export function comeBack(number: string): boolean {
  const place = storage.place(number);
  if (!place) return false;
  current.value = new Room(number, { resume: place.resume }, () => ticketFor(number, storage.choices().name));
  return true;
}

export function forget(): void {
  current.value = null;
}

async function ticketFor(number: string, name: string): Promise<string> {
  const entry = { name, person: storage.person() };
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
