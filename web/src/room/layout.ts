// How tiles share the stage: 16:9, as large as they can be, beside each other rather than below each other where that
// costs little. Lengths in CSS pixels.

export interface Grid {
  columns: number;
  rows: number;
  /** Size of one tile. */
  width: number;
  height: number;
}

const RATIO = 16 / 9;
/** So much larger must tiles be to stand in fewer columns. */
const WORTH = 1.15;

export function gridFor(count: number, width: number, height: number, gap: number): Grid {
  let best: Grid = { columns: 1, rows: 1, width: 0, height: 0 };
  for (let columns = Math.max(1, count); columns >= 1; columns--) {
    const rows = Math.max(1, Math.ceil(count / columns));
    const room = Math.max(0, (width - gap * (columns - 1)) / columns);
    const below = Math.max(0, (height - gap * (rows - 1)) / rows);
    const tile = Math.floor(Math.min(room, below * RATIO));
    if (tile > best.width * WORTH) best = { columns, rows, width: tile, height: Math.floor(tile / RATIO) };
  }
  return best;
}
