// What the parts of a stay have in common: each keeps one matter (chat, order, talk, …), is told what the service says
// about it by a table, and speaks to the service through a Wire. None of them needs a browser.
import type { JoinResult } from '../signal/types';

/** The way to the service, as far as a store uses it. Calls reject with a WireError. */
export interface Wire {
  call<T>(method: string, params: object): Promise<T>;
  notify(method: string, params: object): void;
}

/** Name of a notification → what is done about it. */
export type Handlers = Record<string, (params: never) => void>;

export interface Store {
  readonly handlers: Handlers;
  /** In, or in again after the connection was lost: everything as it is now. */
  joined(result: JoinResult): void;
  /** The stay is over: timers and tracks end. */
  close?(): void;
}

/** One table out of those of all stores. */
export function tableOf(stores: readonly Store[]): Handlers {
  return Object.assign({}, ...stores.map(({ handlers }) => handlers)) as Handlers;
}
