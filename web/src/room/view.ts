// What is asked of the service by media.view: exactly the tiles that can be seen, in order, in device pixels.
import type { View } from '../signal/types';

/** `visible`: who, and how high their tiles are; `screen`: how high the shared screen is, if it is shown. */
export function viewOf(
  visible: readonly { id: string; height: number }[],
  pixelRatio: number,
  screen?: number,
): View {
  const pixels = (height: number) => Math.round(height * pixelRatio);
  return {
    tiles: visible.map(({ id, height }) => ({ participant: id, height: pixels(height) })),
    ...(screen === undefined ? {} : { screen: pixels(screen) }),
    receive: 'all',
  };
}

export function sameView(a: View | null, b: View): boolean {
  return a !== null && JSON.stringify(a) === JSON.stringify(b);
}
