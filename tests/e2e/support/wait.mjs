// Waiting for conditions instead of for time.
const STEP_MS = 20;

export const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** Asks again and again until `condition` yields something true; that. After `timeoutMs` it fails with `what`. */
export async function until(what, condition, timeoutMs = 10_000) {
  const start = performance.now();
  let last;
  for (;;) {
    try {
      const value = await condition();
      if (value) return value;
      last = value;
    } catch (error) {
      last = error;
    }
    if (performance.now() - start > timeoutMs) {
      throw new Error(
        `${what}: not within ${timeoutMs} ms; last: ${last instanceof Error ? last.message : JSON.stringify(last)}`,
      );
    }
    await pause(STEP_MS);
  }
}
