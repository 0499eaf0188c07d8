import assert from 'node:assert/strict';
import { test } from 'node:test';
import { changed, colourOf, initials, joined, left, matching, refreshed } from '../src/room/people';
import type { Participant } from '../src/signal/types';

const person = (id: string, more: Partial<Participant> = {}): Participant => ({
  id,
  name: id,
  role: 'speaker',
  audio: true,
  video: true,
  screen: false,
  connection: 'ok',
  ...more,
});
const ids = (people: readonly Participant[]) => people.map(({ id }) => id);

test('newcomers stand last; who comes back keeps the place', () => {
  let people = joined(joined([], person('a')), person('b'));
  people = joined(people, person('a', { connection: 'weak' }));
  assert.deepEqual(ids(people), ['a', 'b']);
  assert.equal(people[0]?.connection, 'weak');
});

test('a change touches what it names, and nobody unknown', () => {
  const people = changed([person('a'), person('b')], { id: 'b', audio: false });
  assert.deepEqual([people[0]?.audio, people[1]?.audio, people[1]?.video], [true, false, true]);
  assert.deepEqual(ids(changed(people, { id: 'z', audio: false })), ['a', 'b']);
});

test('leaving removes one person once', () => {
  const people = left([person('a'), person('b')], 'a');
  assert.deepEqual(ids(left(people, 'a')), ['b']);
});

test('after a resume: those still there in their old order, the new ones after them, with what is new about them', () => {
  const people = refreshed(
    [person('a'), person('b'), person('c')],
    [person('d'), person('c', { video: false }), person('a')],
  );
  assert.deepEqual(ids(people), ['a', 'c', 'd']);
  assert.equal(people[1]?.video, false);
});

test('initials, in every script', () => {
  assert.deepEqual(
    ['Anna Berg', 'anna', '김민수', '이 선생님', '남궁민수', '', '👩‍🏫 x'].map(initials).slice(0, 6),
    ['AB', 'AN', '민수', '이선', '민수', '?'],
  );
});

test('a colour is within range and always the same', () => {
  for (const name of ['', 'a', '김민수', 'x'.repeat(500)]) {
    const colour = colourOf(name, 6);
    assert.ok(Number.isInteger(colour) && colour >= 0 && colour < 6);
    assert.equal(colourOf(name, 6), colour);
  }
});

test('people are found by any part of their names, however it is typed', () => {
  const class5 = [person('Anna Berg'), person('김민수'), person('Ben')];
  assert.deepEqual(ids(matching(class5, ' BE')), ['Anna Berg', 'Ben']);
  assert.deepEqual(ids(matching(class5, '민수'.normalize('NFD'))), ['김민수']);
  assert.equal(matching(class5, ' '), class5);
  assert.deepEqual(matching(class5, 'zz'), []);
});
