import assert from 'node:assert/strict';
import { test } from 'node:test';
import { NOBODY, showSlots, slotOf } from '../src/room/slots';
import type { SlotState } from '../src/signal/types';

const camera = (mid: string, participant: string | null, state: SlotState['state'] = 'live'): SlotState => ({
  mid,
  participant,
  source: participant === null ? null : 'camera',
  state,
});

test('a live slot is a picture, a waiting one is not yet', () => {
  const shown = showSlots(NOBODY, [camera('0', 'ann'), camera('1', 'bob', 'waiting')]);
  assert.equal(slotOf(shown, 'ann'), '0');
  assert.equal(slotOf(shown, 'bob'), undefined);
});

test('a waiting slot goes on showing whom it showed, in their own tile', () => {
  let shown = showSlots(NOBODY, [camera('0', 'ann')]);
  shown = showSlots(shown, [camera('0', 'bob', 'waiting')]);
  assert.equal(slotOf(shown, 'ann'), '0');
  assert.equal(slotOf(shown, 'bob'), undefined);
  shown = showSlots(shown, [camera('0', 'bob')]);
  assert.equal(slotOf(shown, 'ann'), undefined);
  assert.equal(slotOf(shown, 'bob'), '0');
});

test('waiting for the same person keeps the picture', () => {
  const shown = showSlots(showSlots(NOBODY, [camera('0', 'ann')]), [camera('0', 'ann', 'waiting')]);
  assert.equal(slotOf(shown, 'ann'), '0');
});

test('an emptied slot shows nobody, and does not remember', () => {
  let shown = showSlots(NOBODY, [camera('0', 'ann')]);
  shown = showSlots(shown, [camera('0', null, 'waiting')]);
  assert.equal(slotOf(shown, 'ann'), undefined);
  shown = showSlots(shown, [camera('0', 'bob', 'waiting')]);
  assert.equal(shown.size, 0);
});

test('voices and screens are no pictures of a person', () => {
  const shown = showSlots(NOBODY, [
    { mid: '6', participant: 'ann', source: 'screen', state: 'live' },
    { mid: '7', participant: 'ann', source: 'microphone', state: 'live' },
  ]);
  assert.equal(slotOf(shown, 'ann'), undefined);
});

test('a slot that is not listed any more shows nobody', () => {
  assert.equal(showSlots(showSlots(NOBODY, [camera('0', 'ann')]), []).size, 0);
});
