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

/** A rectangle on the stage. */
export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** The tiles of a grid, row by row, in the middle of the stage; so is a last row that is not full. */
export function gridBoxes(
  count: number,
  width: number,
  height: number,
  gap: number,
  grid = gridFor(count, width, height, gap),
): Box[] {
  const top = (height - grid.rows * grid.height - (grid.rows - 1) * gap) / 2;
  return Array.from({ length: count }, (_, index) => {
    const row = Math.floor(index / grid.columns);
    const inRow = Math.min(grid.columns, count - row * grid.columns);
    const left = (width - inRow * grid.width - (inRow - 1) * gap) / 2;
    return {
      x: Math.round(left + (index % grid.columns) * (grid.width + gap)),
      y: Math.round(top + row * (grid.height + gap)),
      width: grid.width,
      height: grid.height,
    };
  });
}

/** What goes to the small tiles: of a wide stage its side, of a high one its lower part; and the limits of their size. */
const SMALL_SIDE = 0.17;
const SMALL_FOOT = 0.3;
const SMALL_WIDTH = [96, 232] as const;
/** A stage is wide from here on. */
const WIDE = 1.1;

/** One thing large and `count` tiles beside it, or below it on a stage that is not wide; all 16:9 but for a screen. */
export function besideBoxes(
  count: number,
  width: number,
  height: number,
  gap: number,
  what: 'person' | 'screen',
): { large: Box; small: Box[] } {
  const whole = { x: 0, y: 0, width, height };
  const fitted = (area: Box) => (what === 'screen' ? area : fit(area));
  if (count === 0) return { large: fitted(whole), small: [] };
  const wide = width > height * WIDE;
  const grid = smallGrid(count, width, height, gap, wide);
  const columns = grid.columns * grid.width + (grid.columns - 1) * gap;
  const rows = grid.rows * grid.height + (grid.rows - 1) * gap;
  const area = wide
    ? { ...whole, width: Math.max(0, width - columns - gap) }
    : { ...whole, height: Math.max(0, height - rows - gap) };
  const left = wide ? width - columns : 0;
  const top = wide ? 0 : height - rows;
  const boxes = gridBoxes(count, wide ? columns : width, wide ? height : rows, gap, grid);
  return { large: fitted(area), small: boxes.map((box) => ({ ...box, x: box.x + left, y: box.y + top })) };
}

function smallGrid(count: number, width: number, height: number, gap: number, wide: boolean): Grid {
  const [least, most] = SMALL_WIDTH;
  const side = Math.min(most, Math.max(least, width * SMALL_SIDE));
  const grid = wide ? gridFor(count, side, height, gap) : gridFor(count, width, height * SMALL_FOOT, gap);
  const tile = Math.min(grid.width, most);
  return { ...grid, width: tile, height: Math.floor(tile / RATIO) };
}

/** Two people alone: the partner as large as can be, oneself in the upper right of that. */
export function talkBoxes(width: number, height: number, gap: number): { large: Box; corner: Box } {
  const large = fit({ x: 0, y: 0, width, height });
  const corner = Math.floor(Math.min(SMALL_WIDTH[1], Math.max(SMALL_WIDTH[0], large.width * 0.2)));
  return {
    large,
    corner: {
      x: large.x + large.width - corner - gap,
      y: large.y + gap,
      width: corner,
      height: Math.floor(corner / RATIO),
    },
  };
}

/** The largest 16:9 in the middle of an area. */
function fit(area: Box): Box {
  const width = Math.floor(Math.min(area.width, area.height * RATIO));
  const height = Math.floor(width / RATIO);
  return {
    x: Math.round(area.x + (area.width - width) / 2),
    y: Math.round(area.y + (area.height - height) / 2),
    width,
    height,
  };
}
