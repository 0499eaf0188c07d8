import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sameView, viewOf } from '../src/room/view';

const tiles = (height: number, ...ids: string[]) => ids.map((id) => ({ id, height }));

test('a view names what is visible, in order, each in its own size in device pixels', () => {
  assert.deepEqual(viewOf([...tiles(180.4, 'b'), ...tiles(90, 'a')], 2), {
    tiles: [
      { participant: 'b', height: 361 },
      { participant: 'a', height: 180 },
    ],
    receive: 'all',
  });
});

test('an empty page asks for no picture but still for sound', () => {
  assert.deepEqual(viewOf([], 1), { tiles: [], receive: 'all' });
});

test('a shared screen is asked for only while it is shown', () => {
  assert.equal(viewOf([], 1.5, 600).screen, 900);
  assert.ok(!('screen' in viewOf([], 1)));
});

test('order and size make a view another one', () => {
  const view = viewOf(tiles(100, 'a', 'b'), 1);
  assert.ok(sameView(view, viewOf(tiles(100.2, 'a', 'b'), 1)));
  assert.ok(!sameView(view, viewOf(tiles(100, 'b', 'a'), 1)));
  assert.ok(!sameView(view, viewOf(tiles(200, 'a', 'b'), 1)));
  assert.ok(!sameView(view, viewOf(tiles(100, 'a', 'b'), 1, 500)));
  assert.ok(!sameView(null, view));
});
