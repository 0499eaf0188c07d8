import assert from 'node:assert/strict';
import { test } from 'node:test';
import { clampPage, onPage, pageCount, pageSizeFor } from '../src/room/paging';

const PEOPLE = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];

test('six per page, two on a phone, or what the address says', () => {
  assert.equal(pageSizeFor(1280, ''), 6);
  assert.equal(pageSizeFor(400, ''), 2);
  assert.equal(pageSizeFor(1280, '?pageSize=2'), 2);
  for (const bad of ['0', '7', '-1', '2.5', 'x', '']) assert.equal(pageSizeFor(1280, `?pageSize=${bad}`), 6);
});

test('everyone is on exactly one page', () => {
  for (const size of [1, 2, 3, 6]) {
    const pages = Array.from({ length: pageCount(PEOPLE.length, size) }, (_, page) =>
      onPage(PEOPLE, page, size),
    );
    assert.deepEqual(pages.flat(), PEOPLE);
    assert.ok(pages.every((page) => page.length > 0 && page.length <= size));
  }
});

test('a page that no longer exists becomes the last one', () => {
  assert.equal(clampPage(3, 7, 6), 1);
  assert.equal(clampPage(1, 6, 6), 0);
  assert.equal(clampPage(-1, 7, 6), 0);
  assert.deepEqual(onPage(PEOPLE, 9, 6), ['g']);
});

test('an empty room has one empty page', () => {
  assert.equal(pageCount(0, 6), 1);
  assert.deepEqual(onPage([], 0, 6), []);
});
