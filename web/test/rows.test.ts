import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Rows } from '../src/room/rows';

const ids = (count: number, from = 0) => Array.from({ length: count }, (_, index) => `m${from + index}`);
const rows = (count: number, guess = 40) => {
  const made = new Rows();
  made.arrange(ids(count), () => guess);
  return made;
};

test('only what is seen and a little more is drawn, out of ten thousand', () => {
  const list = rows(10_000);
  assert.equal(list.total, 400_000);
  assert.deepEqual(list.range(200_000, 800, 400), { first: 4990, end: 5031 });
  assert.deepEqual(list.range(0, 800, 400), { first: 0, end: 31 });
  assert.deepEqual(list.range(399_200, 800, 400), { first: 4970 + 5000, end: 10_000 });
});

test('every height is in exactly one row, however different the rows are', () => {
  const list = rows(500);
  list.measure(ids(500).map((id, index) => [id, 20 + ((index * 37) % 90)] as const));
  for (let index = 0; index < 500; index++) {
    assert.equal(list.at(list.topOf(index)), index);
    assert.equal(list.at(list.topOf(index + 1) - 0.5), index);
  }
  assert.equal(list.at(-5), 0);
  assert.equal(list.at(1e9), 499);
});

test('what stands at the top stays there when rows above it turn out higher, or older ones come in', () => {
  const list = rows(100);
  const anchor = list.anchor(2010);
  assert.deepEqual(anchor, { id: 'm50', offset: 10 });
  list.measure([['m3', 140]]);
  assert.equal(anchor && list.find(anchor), 2110);
  list.arrange([...ids(500, 1000), ...ids(100)], () => 40);
  assert.equal(anchor && list.find(anchor), 2110 + 500 * 40);
});

test('the same heights again move nothing; a new width forgets them', () => {
  const list = rows(3);
  assert.ok(list.measure([['m0', 50]]));
  assert.ok(!list.measure([['m0', 50]]));
  assert.equal(list.total, 130);
  list.forget();
  assert.equal(list.total, 120);
});

test('an empty list has nothing to draw, and an anchor may be gone', () => {
  const list = rows(0);
  assert.deepEqual(list.range(0, 500, 100), { first: 0, end: 0 });
  assert.equal(list.anchor(0), null);
  assert.equal(list.find({ id: 'gone', offset: 0 }), null);
});

test('what comes behind moves nothing before it, and what is older comes before', () => {
  const list = rows(3);
  list.measure([['m1', 100]]);
  list.arrange(ids(5), (index) => index * 10);
  assert.deepEqual(
    [1, 2, 3, 4, 5].map((index) => list.topOf(index)),
    [40, 140, 180, 210, 250],
  );
  list.arrange([...ids(2, 1000), ...ids(5)], () => 40);
  assert.deepEqual([list.topOf(2), list.topOf(4), list.total], [80, 220, 340]);
  list.arrange(ids(1), () => 40);
  assert.equal(list.total, 40);
});
