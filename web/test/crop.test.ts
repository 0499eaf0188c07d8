import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MOST_ZOOM, moved, squareOf, wholeCrop, zoomed } from '../src/media/crop';

const WIDE = { width: 400, height: 100 };

test('at first the largest square in the middle', () => {
  assert.deepEqual(squareOf(WIDE, wholeCrop(WIDE)), { left: 150, top: 0, side: 100 });
  const tall = { width: 100, height: 300 };
  assert.deepEqual(squareOf(tall, wholeCrop(tall)), { left: 0, top: 100, side: 100 });
});

test('the square moves by its own sides and stops at the edges', () => {
  const crop = wholeCrop(WIDE);
  assert.deepEqual(squareOf(WIDE, moved(WIDE, crop, 0.5, 0)), { left: 200, top: 0, side: 100 });
  assert.deepEqual(squareOf(WIDE, moved(WIDE, crop, 9, 9)), { left: 300, top: 0, side: 100 });
  assert.deepEqual(squareOf(WIDE, moved(WIDE, crop, -9, -9)), { left: 0, top: 0, side: 100 });
});

test('zooming in keeps the middle, zooming out at an edge comes back inside', () => {
  const near = zoomed(WIDE, wholeCrop(WIDE), 2);
  assert.deepEqual(squareOf(WIDE, near), { left: 175, top: 25, side: 50 });
  const corner = moved(WIDE, near, 9, 9);
  assert.deepEqual(squareOf(WIDE, corner), { left: 350, top: 50, side: 50 });
  assert.deepEqual(squareOf(WIDE, zoomed(WIDE, corner, 1)), { left: 300, top: 0, side: 100 });
});

test('the zoom has its bounds', () => {
  assert.equal(zoomed(WIDE, wholeCrop(WIDE), 0).zoom, 1);
  assert.equal(zoomed(WIDE, wholeCrop(WIDE), 99).zoom, MOST_ZOOM);
});
