// Who is logged in here, if anyone. Guests are the rule: not to know is to be one.
import { signal } from '@preact/signals';
import { fetchMe, fetchOwnRooms, logIn, logOut, type Account } from '../signal/accounts';

/** undefined = not asked yet. */
export const me = signal<Account | null | undefined>(undefined);

let asking: Promise<void> | null = null;

/** Asks the service once per page; never rejects. */
export function knowMe(): Promise<void> {
  asking ??= fetchMe().then(
    (account) => void (me.value = account),
    () => void (me.value = null),
  );
  return asking;
}

export async function comeIn(name: string, password: string): Promise<void> {
  me.value = await logIn(name, password);
}

export async function goOut(): Promise<void> {
  await logOut();
  me.value = null;
}

/** Whether the room of this number is that of who is logged in; false where that cannot be known. */
export async function isMine(number: string): Promise<boolean> {
  await knowMe();
  if (!me.peek()) return false;
  const rooms = await fetchOwnRooms().catch(() => []);
  return rooms.some((room) => room.number === number);
}
