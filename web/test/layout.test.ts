import assert from 'node:assert/strict';
import { test } from 'node:test';
import { besideBoxes, gridBoxes, gridFor, talkBoxes, type Box } from '../src/room/layout';

test('six people on a wide stage stand in two rows of three', () => {
  const grid = gridFor(6, 1000, 600, 10);
  assert.deepEqual([grid.columns, grid.rows], [3, 2]);
  assert.equal(grid.width, 326);
  assert.equal(grid.height, 183);
});

test('fewer people get larger tiles', () => {
  const widths = [1, 2, 3, 4, 6].map((count) => gridFor(count, 1000, 600, 10).width);
  assert.deepEqual(
    widths,
    [...widths].sort((a, b) => b - a),
  );
  assert.equal(widths[0], 1000);
});

test('a tall stage stacks them', () => {
  assert.equal(gridFor(2, 400, 800, 10).columns, 1);
});

test('everyone fits, at 16:9, whatever the stage', () => {
  for (const [width, height] of [
    [1280, 720],
    [300, 900],
    [900, 200],
    [50, 50],
  ] as const) {
    for (let count = 1; count <= 6; count++) {
      const grid = gridFor(count, width, height, 12);
      assert.ok(grid.columns * grid.rows >= count);
      assert.ok(grid.columns * grid.width + 12 * (grid.columns - 1) <= width);
      assert.ok(grid.rows * grid.height + 12 * (grid.rows - 1) <= height);
      assert.ok(Math.abs(grid.height - (grid.width * 9) / 16) < 1);
    }
  }
});

test('an unmeasured stage has no tiles', () => {
  assert.deepEqual(gridFor(3, 0, 0, 12).height, 0);
});

const inside = (box: Box, width: number, height: number) =>
  box.x >= 0 && box.y >= 0 && box.x + box.width <= width && box.y + box.height <= height;
const apart = (a: Box, b: Box) =>
  a.x + a.width <= b.x || b.x + b.width <= a.x || a.y + a.height <= b.y || b.y + b.height <= a.y;
const SIZES = [
  [1200, 700],
  [700, 700],
  [340, 560],
  [520, 900],
  [900, 200],
] as const;

/** All within the stage, none over another. */
function tidy(boxes: Box[], width: number, height: number, what: string) {
  for (const [index, box] of boxes.entries()) {
    assert.ok(inside(box, width, height), `${what}: ${JSON.stringify(box)}`);
    for (const other of boxes.slice(index + 1)) assert.ok(apart(box, other), `${what}: ${JSON.stringify([box, other])}`);
  }
}

test('the tiles of a grid stand within the stage, in the middle, none over another', () => {
  for (const [width, height] of SIZES) {
    for (let count = 1; count <= 6; count++) {
      const boxes = gridBoxes(count, width, height, 12);
      tidy(boxes, width, height, `${count} on ${width} × ${height}`);
      const left = Math.min(...boxes.map(({ x }) => x));
      const right = Math.max(...boxes.map((box) => box.x + box.width));
      assert.ok(Math.abs(left - (width - right)) <= 1);
    }
  }
  const [, , third] = gridBoxes(3, 700, 700, 12);
  assert.ok(third && third.x > 0);
});

test('something large leaves room for the people beside it, and is larger than they are', () => {
  for (const [width, height] of SIZES) {
    for (let count = 0; count <= 6; count++) {
      for (const what of ['person', 'screen'] as const) {
        const { large, small } = besideBoxes(count, width, height, 12, what);
        assert.equal(small.length, count);
        tidy([large, ...small], width, height, `${what} and ${count} on ${width} × ${height}`);
        for (const box of small) assert.ok(large.width * large.height > box.width * box.height);
      }
    }
  }
});

test('a person alone and large keeps 16:9; a screen gets all there is', () => {
  assert.deepEqual(besideBoxes(0, 1600, 1000, 12, 'person').large, { x: 0, y: 50, width: 1600, height: 900 });
  assert.deepEqual(besideBoxes(0, 1600, 1000, 12, 'screen').large, { x: 0, y: 0, width: 1600, height: 1000 });
});

test('in a talk the partner is as large as can be, oneself small in their upper right', () => {
  for (const [width, height] of SIZES) {
    const { large, corner } = talkBoxes(width, height, 12);
    assert.ok(inside(large, width, height));
    assert.ok(corner.width <= large.width / 2);
    assert.equal(corner.x + corner.width + 12, large.x + large.width);
    assert.equal(corner.y - 12, large.y);
  }
});

test('on a tablet held upright six people below a screen stand in two rows, large enough to be known', () => {
  const { large, small } = besideBoxes(6, 496, 960, 12, 'screen');
  assert.ok(small.every((box) => box.width >= 150));
  assert.equal(new Set(small.map(({ y }) => y)).size, 2);
  assert.ok(large.height > 700);
});
