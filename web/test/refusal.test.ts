import assert from 'node:assert/strict';
import { test } from 'node:test';
import { refusalOf } from '../src/room/refusal';
import { WireError, type ErrorName } from '../src/signal/types';

const refusal = (name: ErrorName, reason?: string, asked: 'ticket' | 'join' = 'ticket') =>
  refusalOf(new WireError(name, '', reason === undefined ? {} : { reason }), asked);

test('the reasons of forbidden have names of their own, others are forbidden', () => {
  for (const reason of ['pin', 'locked', 'removed', 'declined'])
    assert.equal(refusal('forbidden', reason), reason);
  assert.equal(refusal('forbidden'), 'forbidden');
  assert.equal(refusal('forbidden', 'whatever'), 'forbidden');
  assert.equal(refusal('not-found', 'pin'), 'not-found');
});

test('a limit is a full room when joining, too many tries when asking for a ticket', () => {
  assert.equal(refusal('limit', undefined, 'join'), 'full');
  assert.equal(refusal('limit', undefined, 'ticket'), 'limit');
});
