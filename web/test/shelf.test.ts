import assert from 'node:assert/strict';
import { test } from 'node:test';
import { reasonKey, refusalKey, Shelf, unsettled } from '../src/room/shelf';
import { FakeKeeper, file, recording } from './support/recording';
import { refusal } from './support/wire';

function shelf(...pages: FakeKeeper['pages']) {
  const keeper = new FakeKeeper();
  if (pages.length) keeper.pages = pages;
  const store = new Shelf(keeper);
  return { keeper, store, ids: () => store.list.peek().map(({ id }) => id) };
}

test('loaded: newest first, once for all who ask at the same time', async () => {
  const { store, keeper, ids } = shelf({ recordings: [recording('old', { from: 1 }), recording('new', { from: 2 })] });
  assert.deepEqual(await Promise.all([store.load(), store.load()]), [true, true]);
  assert.deepEqual([ids(), store.known.peek(), keeper.asked], [['new', 'old'], true, ['list']]);
});

test('what the service tells takes its place; what is new comes to the front', async () => {
  const { store, ids } = shelf({ recordings: [recording('a', { from: 1 })] });
  await store.load();
  store.put(recording('b', { from: 2, state: 'recording' }));
  store.put(recording('a', { from: 1, state: 'finishing' }));
  assert.deepEqual([ids(), store.find('a')?.state], [['b', 'a'], 'finishing']);
});

test('older ones page by page; they stay when the newest are had again, what is gone goes', async () => {
  const { store, keeper, ids } = shelf(
    { recordings: [recording('e', { from: 5 }), recording('d', { from: 4 })], more: true },
    { recordings: [recording('c', { from: 3 })], more: false },
    { recordings: [recording('f', { from: 6 }), recording('d', { from: 4 })], more: true },
  );
  await store.load();
  await store.loadMore();
  assert.deepEqual([ids(), store.more.peek(), keeper.asked], [['e', 'd', 'c'], false, ['list', 'list d']]);
  await store.load();
  assert.deepEqual([ids(), store.more.peek()], [['f', 'd', 'c'], false]);
});

test('deleted, had back, composed: as the service answers', async () => {
  const { store, keeper } = shelf();
  store.put(recording('a'));
  await store.discard('a');
  assert.deepEqual([store.find('a')?.state, store.find('a')?.discardUntil], ['discarded', 9]);
  await store.restore('a');
  assert.equal(store.find('a')?.state, 'ready');
  assert.ok(await store.compose('a', { layout: 'speaker', leaveOut: ['x', 'y'] }));
  assert.ok(store.find('made'));
  assert.deepEqual(keeper.asked, ['discard a', 'restore a', 'compose a speaker x,y']);
});

test('a refusal is a sentence until something works again; that a file cannot be hurried is none', async () => {
  const { store, keeper } = shelf();
  keeper.refusal = refusal('storage-full');
  await store.first('a', 'f');
  assert.equal(store.failure.peek(), null);
  assert.equal(await store.compose('a', { layout: 'grid', leaveOut: [] }), false);
  assert.equal(store.failure.peek(), 'recording.error.storage-full');
  keeper.refusal = null;
  await store.load();
  assert.equal(store.failure.peek(), null);
});

test('someone else is asked from now on', async () => {
  const { store, keeper } = shelf();
  const other = new FakeKeeper();
  store.keptBy(other);
  await store.load();
  assert.deepEqual([keeper.asked, other.asked], [[], ['list']]);
});

test('every refusal has words, those about recordings their own', () => {
  assert.equal(refusalKey(refusal('forbidden')), 'recording.error.forbidden');
  assert.equal(refusalKey(refusal('network')), 'error.network');
  assert.equal(refusalKey(new Error('?')), 'error.internal');
  assert.equal(reasonKey('media-failed'), 'recording.error.media-failed');
  assert.equal(reasonKey(undefined), 'error.internal');
  assert.equal(reasonKey('busy'), 'error.busy');
});

test('asked again only as long as something is being made', () => {
  assert.equal(unsettled([recording('a')]), false);
  assert.equal(unsettled([recording('a'), recording('b', { files: [file('x', { state: 'waiting' })] })]), true);
});
