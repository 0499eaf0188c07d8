import assert from 'node:assert/strict';
import { test } from 'node:test';
import { backoffMs } from '../src/signal/backoff';

test('the first wait is 250 ms, give or take a quarter', () => {
  assert.equal(backoffMs(0, 0.5), 250);
  assert.equal(backoffMs(0, 0), 188);
  assert.ok(backoffMs(0, 0.999) <= 313);
});

test('it doubles, and stops growing at 3 s', () => {
  assert.deepEqual(
    [1, 2, 3, 4, 5, 1000].map((attempt) => backoffMs(attempt, 0.5)),
    [500, 1000, 2000, 3000, 3000, 3000],
  );
});
