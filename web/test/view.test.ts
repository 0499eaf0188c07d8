import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sameView, viewOf } from '../src/room/view';

test('a view names what is visible, in order, in device pixels', () => {
  assert.deepEqual(viewOf(['b', 'a'], 180.4, 2), {
    tiles: [
      { participant: 'b', height: 361 },
      { participant: 'a', height: 361 },
    ],
    receive: 'all',
  });
});

test('an empty page asks for no picture but still for sound', () => {
  assert.deepEqual(viewOf([], 0, 1), { tiles: [], receive: 'all' });
});

test('order and size make a view another one', () => {
  const view = viewOf(['a', 'b'], 100, 1);
  assert.ok(sameView(view, viewOf(['a', 'b'], 100.2, 1)));
  assert.ok(!sameView(view, viewOf(['b', 'a'], 100, 1)));
  assert.ok(!sameView(view, viewOf(['a', 'b'], 200, 1)));
  assert.ok(!sameView(null, view));
});
