import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  clock,
  firstToPlay,
  isSettled,
  momentOf,
  nextFile,
  peopleIn,
  percent,
  placeOf,
  readiness,
  sizeOf,
  ticksOf,
} from '../src/room/reel';
import { file, recording } from './support/recording';

test('lengths: minutes and seconds, hours only where there are any', () => {
  assert.deepEqual([-5, 0, 999, 59_999, 60_000, 3_599_999, 3_600_000, 36_061_000].map(clock), [
    '0:00',
    '0:00',
    '0:00',
    '0:59',
    '1:00',
    '59:59',
    '1:00:00',
    '10:01:01',
  ]);
});

test('sizes: at most three digits, with the unit of the language', () => {
  const plain = (bytes: number, language = 'en') => sizeOf(bytes, language).replace(/\s/g, ' ');
  assert.deepEqual([0, 999, 1000, 9940, 9960, 999_499, 999_500, 12_300_000, 1_230_000_000].map((bytes) => plain(bytes)), [
    '0 byte',
    '999 byte',
    '1 kB',
    '9.9 kB',
    '10 kB',
    '999 kB',
    '1 MB',
    '12 MB',
    '1.2 GB',
  ]);
  assert.match(plain(12_300_000, 'ko'), /^12 ?MB$/);
  assert.match(plain(5e15), /^5,?000 TB$/);
});

test('progress never claims to be done', () => {
  assert.deepEqual([-1, 0, 0.349, 0.999, 1, 2].map(percent), [0, 0, 34, 99, 99, 99]);
});

test('a moment of the class lies in each file where that person was then', () => {
  const early = file('ada');
  const late = file('ben', { from: 1_020_000, duration: 40_000 });
  const both = recording('x', { files: [early, late] });
  assert.equal(placeOf(1_030_000, both, early), 30);
  assert.equal(placeOf(1_030_000, both, late), 10);
  assert.equal(placeOf(1_010_000, both, late), 0);
  assert.equal(placeOf(1_999_000, both, late), 40);
  assert.equal(placeOf(momentOf(30, both, early), both, late), 10);
});

test('marks on the timeline: within the file alone, in their order, where they belong', () => {
  const late = file('ben', { from: 1_020_000, duration: 40_000 });
  const marks = [
    { id: 'c', at: 1_060_000, label: 'end' },
    { id: 'a', at: 1_010_000, label: 'before they came' },
    { id: 'b', at: 1_030_000, label: 'answer' },
    { id: 'd', at: 1_070_000, label: 'after' },
  ];
  const both = recording('x', { files: [late], marks });
  assert.deepEqual(
    ticksOf(both, late).map(({ id, seconds, share }) => [id, seconds, share]),
    [
      ['b', 10, 0.25],
      ['c', 40, 1],
    ],
  );
  assert.deepEqual(ticksOf(both, file('ben', { duration: 0 })), []);
});

test('what plays first, and what plays next', () => {
  const screen = file('s', { what: 'screen' });
  const files = [screen, file('a', { state: 'joining' }), file('b', { state: 'failed' }), file('c')];
  const all = recording('x', { files });
  assert.equal(firstToPlay(all)?.id, 'c');
  assert.equal(firstToPlay(recording('x', { files: files.slice(0, 2) }))?.id, 's');
  assert.equal(firstToPlay(recording('x', { files: files.slice(1, 3) }))?.id, 'a');
  assert.equal(firstToPlay(recording('x', { files: [] })), null);
  assert.deepEqual(['s', 'a', 'c'].map((id) => nextFile(all, id)?.id), ['a', 'c', 's']);
  assert.equal(nextFile(recording('x'), 'ada'), null);
});

test('settled: nothing about it changes by itself any more', () => {
  const settled = (state: 'ready' | 'recording' | 'finishing' | 'failed' | 'discarded', files = [file('a')]) =>
    isSettled(recording('x', { state, files }));
  assert.deepEqual([settled('recording'), settled('finishing')], [false, false]);
  assert.deepEqual([settled('ready'), settled('failed', []), settled('discarded')], [true, true, true]);
  assert.equal(settled('ready', [file('a'), file('b', { state: 'joining' })]), false);
});

test('people once, whatever they sent; what is composed is nobody', () => {
  const files = [file('a'), file('a2', { participant: 'a', name: 'A', what: 'screen' }), file('z', { participant: null })];
  assert.deepEqual(peopleIn(recording('x', { files })), [{ id: 'a', name: 'A' }]);
});

test('how many of all files are there; what was thrown away does not count', () => {
  const one = recording('x', { files: [file('a'), file('b', { state: 'joining' })] });
  assert.deepEqual(readiness([one, recording('y'), recording('z', { state: 'discarded' })]), { ready: 2, all: 3 });
});
