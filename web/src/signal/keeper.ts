// Who can be asked about recordings: the service over REST, or, from within a room, over its socket.
import { request } from './http';
import type { Composition, Recording, RecordingPage } from './recording';

/** Everything rejects with a WireError. */
export interface Keeper {
  /** Newest first; `before`: those older than the recording of this id. */
  list(before?: string): Promise<RecordingPage>;
  discard(id: string): Promise<Recording>;
  restore(id: string): Promise<Recording>;
  compose(id: string, how: Composition): Promise<Recording>;
  /** This file is made before all others. */
  first(id: string, file: string): Promise<void>;
}

const PAGE = 20;

/** By the host key of the room, or without one by the login of this browser. */
export function restKeeper(room: string, key?: string): Keeper {
  const bearer = key === undefined ? {} : { bearer: key };
  const path = (id: string) => `/api/recordings/${encodeURIComponent(id)}`;
  const one = async (answer: Promise<{ recording: Recording }>) => (await answer).recording;
  return {
    list(before) {
      const query = new URLSearchParams({ limit: String(PAGE), ...(before === undefined ? {} : { before }) });
      return request(`/api/rooms/${encodeURIComponent(room)}/recordings?${query}`, bearer);
    },
    discard: (id) => one(request(path(id), { method: 'DELETE', ...bearer })),
    restore: (id) => one(request(`${path(id)}/restore`, { method: 'POST', body: {}, ...bearer })),
    compose: (id, how) => one(request(`${path(id)}/compose`, { method: 'POST', body: how, ...bearer })),
    async first(id, file) {
      await request(`${path(id)}/first`, { method: 'POST', body: { file }, ...bearer });
    },
  };
}

/** The socket of a room, as far as it is needed here. */
interface Caller {
  call<T>(method: string, params: object): Promise<T>;
}

export function wireKeeper(wire: Caller): Keeper {
  const one = async (method: string, params: object) =>
    (await wire.call<{ recording: Recording }>(method, params)).recording;
  return {
    list: (before) => wire.call('recording.list', before === undefined ? {} : { before }),
    discard: (id) => one('recording.discard', { id }),
    restore: (id) => one('recording.restore', { id }),
    compose: (id, how) => one('recording.compose', { id, ...how }),
    async first(id, file) {
      await wire.call('recording.first', { id, file });
    },
  };
}

/** Asks the second one what the first one refuses; if both do, the refusal of the first counts. */
export function orElse(first: Keeper, second: Keeper): Keeper {
  const either = async <T>(ask: (keeper: Keeper) => Promise<T>): Promise<T> => {
    try {
      return await ask(first);
    } catch (error) {
      return ask(second).catch(() => Promise.reject(error as Error));
    }
  };
  return {
    list: (before) => either((keeper) => keeper.list(before)),
    discard: (id) => either((keeper) => keeper.discard(id)),
    restore: (id) => either((keeper) => keeper.restore(id)),
    compose: (id, how) => either((keeper) => keeper.compose(id, how)),
    first: (id, file) => either((keeper) => keeper.first(id, file)),
  };
}
