// How long to wait before the next attempt to reconnect: 250 ms, doubling up to 3 s, each ±25 % so that a class of
// thirty does not knock at the same moment.
const FIRST_MS = 250;
const LONGEST_MS = 3000;
const JITTER = 0.25;

/** attempt counts from 0; random is in [0, 1). */
export function backoffMs(attempt: number, random: number): number {
  const base = Math.min(FIRST_MS * 2 ** attempt, LONGEST_MS);
  return Math.round(base * (1 - JITTER + 2 * JITTER * random));
}
