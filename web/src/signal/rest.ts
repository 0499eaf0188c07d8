// The REST calls that lead into a room.
import { request } from './http';
import type { RecordingNow } from './recording';
import type { Kind, Notice, RoomInfo } from './types';

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
  pin?: string;
  waitingRoom?: boolean;
  /** False: only the sections that a host starts are recorded. */
  record?: boolean;
}

export interface Entry {
  name: string;
  person: string;
  key?: string;
  pin?: string;
}

/** What may be known of a room before one is in it. */
export interface RoomFacts {
  room: {
    number: string;
    title: string;
    kind: Kind;
    /** It asks for one. */
    pin: boolean;
    waitingRoom: boolean;
    locked: boolean;
    recording?: RecordingNow | null;
  };
  notice: Notice;
}

export function createRoom(room: NewRoom): Promise<CreatedRoom> {
  return request('/api/rooms', { method: 'POST', body: room });
}

export function fetchFacts(number: string): Promise<RoomFacts> {
  return request(`/api/rooms/${encodeURIComponent(number)}`);
}

export async function fetchTicket(number: string, entry: Entry): Promise<string> {
  const path = `/api/rooms/${encodeURIComponent(number)}/join`;
  const { ticket } = await request<{ ticket: string }>(path, { method: 'POST', body: entry });
  return ticket;
}
