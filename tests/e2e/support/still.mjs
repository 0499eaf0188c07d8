// Waiting until a page has come to rest: a colour on its way has no contrast worth measuring, and no picture.

/** Resolves when nothing moves in the page but what moves for ever. */
export function still(page) {
  return page.waitForFunction(() =>
    document
      .getAnimations()
      .every(
        ({ playState, effect }) => playState !== 'running' || effect.getComputedTiming().endTime === Infinity,
      ),
  );
}
