// The REST calls that lead into a room.
import { WireError, isErrorName, type ErrorName, type Kind, type RoomInfo } from './types';

const BY_STATUS: Record<number, ErrorName> = {
  400: 'wrong-state',
  401: 'bad-ticket',
  403: 'forbidden',
  404: 'not-found',
  409: 'in-use',
  413: 'too-large',
  429: 'limit',
  503: 'busy',
  507: 'storage-full',
};

export interface CreatedRoom {
  room: RoomInfo;
  hostKey: string;
  ticket: string;
}

export interface NewRoom {
  title: string;
  name: string;
  kind: Kind;
  number?: string;
}

export interface Entry {
  name: string;
  person: string;
  key?: string;
}

export function createRoom(room: NewRoom): Promise<CreatedRoom> {
  return post('/api/rooms', room);
}

export async function fetchTicket(number: string, entry: Entry): Promise<string> {
  const { ticket } = await post<{ ticket: string }>(`/api/rooms/${encodeURIComponent(number)}/join`, entry);
  return ticket;
}

async function post<T>(path: string, body: object): Promise<T> {
  const init = {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  };
  let response: Response;
  try {
    response = await fetch(path, init);
  } catch (error) {
    throw new WireError('network', String(error));
  }
  const answer: unknown = await response.json().catch(() => null);
  if (response.ok && answer) return answer as T;
  throw new WireError(
    errorName(answer) ?? BY_STATUS[response.status] ?? 'internal',
    `${path}: ${response.status}`,
  );
}

/** `{code, message, data:{name}}`, bare or below `error`. */
function errorName(answer: unknown): ErrorName | undefined {
  const body = answer as { error?: { data?: { name?: unknown } }; data?: { name?: unknown } } | null;
  const name = body?.error?.data?.name ?? body?.data?.name;
  return isErrorName(name) ? name : undefined;
}
