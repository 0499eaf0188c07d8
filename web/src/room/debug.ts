// `window.seodang`: what tests and a person at the console may look at. Nothing in the client reads it.
import type { Publisher } from '../media/publisher';
import type { Subscriber } from '../media/subscriber';
import type { Room } from './room';

const KEPT = 500;

interface Entry {
  /** Milliseconds since the page was opened. */
  at: number;
  what: string;
  with: unknown;
}

/** How often each connection was negotiated since the page was loaded. */
export const negotiations = { publish: 0, subscribe: 0 };

export const debug = {
  room: null as Room | null,
  publisher: null as Publisher | null,
  subscriber: null as Subscriber | null,
  negotiations,
  /** The last things the service said. */
  log: [] as Entry[],
};

export function record(what: string, value: unknown): void {
  debug.log.push({ at: performance.now(), what, with: value });
  if (debug.log.length > KEPT) debug.log.shift();
}

declare global {
  interface Window {
    seodang?: typeof debug;
  }
}

if (typeof window !== 'undefined') window.seodang = debug;
