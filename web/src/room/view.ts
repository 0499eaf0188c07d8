// What is asked of the service by media.view: exactly the tiles that can be seen, in order, in device pixels.
import type { View } from '../signal/types';

export function viewOf(visible: readonly string[], tileHeight: number, pixelRatio: number): View {
  const height = Math.round(tileHeight * pixelRatio);
  return { tiles: visible.map((participant) => ({ participant, height })), receive: 'all' };
}

export function sameView(a: View | null, b: View): boolean {
  return a !== null && JSON.stringify(a) === JSON.stringify(b);
}
