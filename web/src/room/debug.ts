// `window.seodang`: what tests and a person at the console may look at. Nothing in the client reads it, so that it needs
// to know nothing of what it holds.

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
  room: null as unknown,
  publisher: null as unknown,
  subscriber: null as unknown,
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
