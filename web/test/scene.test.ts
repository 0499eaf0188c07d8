import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sceneOf, speakingElsewhere, type SceneInput } from '../src/room/scene';
import type { Participant } from '../src/signal/types';

const person = (id: string, role = 'speaker'): Participant => ({
  id,
  name: id,
  role,
  audio: true,
  video: true,
  screen: false,
  connection: 'ok',
});
const PEOPLE = [...'abcdefgh'].map((id) => person(id));

const input = (more: Partial<SceneInput> = {}): SceneInput => ({
  kind: 'meeting',
  own: { id: 'me', role: 'speaker' },
  others: PEOPLE,
  host: null,
  pin: null,
  screen: null,
  partner: null,
  page: 0,
  pageSize: 6,
  ...more,
});

const placed = (more: Partial<SceneInput>) => {
  const { mode, large, small, page, pages } = sceneOf(input(more));
  return [mode, large, small.join(''), `${page + 1}/${pages}`];
};

test('a meeting: six per page', () => {
  assert.deepEqual(placed({}), ['grid', null, 'abcdef', '1/2']);
  assert.deepEqual(placed({ page: 1 }), ['grid', null, 'gh', '2/2']);
});

test('a pinned person is large, on every page; someone who has left is not', () => {
  assert.deepEqual(placed({ pin: 'g' }), ['pin', 'g', 'abcde', '1/2']);
  assert.deepEqual(placed({ pin: 'g', page: 1 }), ['pin', 'g', 'fh', '2/2']);
  assert.deepEqual(placed({ pin: 'z' }), placed({}));
});

test('a shared screen is large, with the people of the page beside it; afterwards page and pin are as before', () => {
  assert.deepEqual(placed({ screen: 'c', page: 1 }), ['screen', null, 'gh', '2/2']);
  assert.deepEqual(placed({ screen: 'c', page: 1, pin: 'a' }), ['screen', null, 'gh', '2/2']);
  assert.deepEqual(placed({ page: 1, pin: 'a' }), ['pin', 'a', 'gh', '2/2']);
});

test('in a 1:1 talk there is nobody but the partner, whatever is shared or pinned', () => {
  assert.deepEqual(placed({ partner: 'd', screen: 'c', pin: 'a' }), ['talk', 'd', '', '1/1']);
});

const SEMINAR = [person('l1', 'listener'), person('h2', 'host'), person('h1', 'host'), person('l2', 'listener')];

test('a seminar: the lecturer large, the audience apart, who has the floor beside', () => {
  const scene = sceneOf(input({ kind: 'seminar', own: { id: 'me', role: 'listener' }, others: SEMINAR, host: 'h1' }));
  assert.deepEqual([scene.mode, scene.large, scene.small], ['seminar', 'h1', ['h2']]);
  assert.deepEqual(
    scene.audience.map(({ id }) => id),
    ['l1', 'l2'],
  );
  const floor = [...SEMINAR, person('f', 'speaker')];
  assert.deepEqual(placed({ kind: 'seminar', others: floor, host: 'h1' }), ['seminar', 'h1', 'h2f', '1/1']);
});

test('a seminar: the lecturer sees themself large; without a host nobody is; a screen has the lecturer beside it', () => {
  const own = { id: 'me', role: 'host' };
  const others = [person('l', 'listener'), person('f')];
  assert.deepEqual(placed({ kind: 'seminar', own, others, host: 'me' }), ['seminar', 'me', 'f', '1/1']);
  assert.deepEqual(placed({ kind: 'seminar', own, others, host: 'me', screen: 'me' }), ['screen', null, 'f', '1/1']);
  const listener = { id: 'me', role: 'listener' };
  assert.deepEqual(placed({ kind: 'seminar', own: listener, others }), ['seminar', null, 'f', '1/1']);
  assert.deepEqual(placed({ kind: 'seminar', own: listener, others: SEMINAR, host: 'h1', screen: 'h1' }), [
    'screen',
    null,
    'h1h2',
    '1/1',
  ]);
});

test('who speaks on another page, and on which', () => {
  const elsewhere = (speaking: string[], more: Partial<SceneInput> = {}) =>
    speakingElsewhere(speaking, sceneOf(input(more)));
  assert.deepEqual(elsewhere(['a', 'h']), { id: 'h', page: 1 });
  assert.deepEqual(elsewhere(['h', 'a'], { page: 1 }), { id: 'a', page: 0 });
  assert.equal(elsewhere(['a', 'me', 'nobody']), null);
  assert.equal(elsewhere(['g'], { pin: 'g' }), null);
  assert.deepEqual(elsewhere(['f'], { pin: 'g' }), { id: 'f', page: 1 });
});
