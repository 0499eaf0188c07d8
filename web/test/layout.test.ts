import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gridFor } from '../src/room/layout';

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
