import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deedsFor, type Situation } from '../src/room/deeds';
import type { Participant } from '../src/signal/types';

const situation = (role: string, more: Partial<Situation> = {}, person: Partial<Participant> = {}): Situation => ({
  kind: 'meeting',
  host: true,
  maySend: true,
  hand: false,
  person: { id: 'a', name: 'a', role, audio: true, video: true, screen: false, connection: 'ok', ...person },
  ...more,
});

test('what a host is offered in a meeting, by role', () => {
  assert.deepEqual(deedsFor(situation('speaker')), ['talk', 'pin', 'mute', 'stopVideo', 'makeHost', 'remove']);
  assert.deepEqual(deedsFor(situation('host')), ['talk', 'pin', 'mute', 'stopVideo', 'takeHost', 'remove']);
});

test('a seminar: the floor is given to listeners and taken from speakers', () => {
  const seminar = { kind: 'seminar' } as const;
  const silent = { audio: false, video: false };
  assert.deepEqual(deedsFor(situation('listener', seminar, silent)), ['giveFloor', 'makeHost', 'remove']);
  assert.deepEqual(deedsFor(situation('speaker', seminar, silent)), ['talk', 'takeFloor', 'makeHost', 'remove']);
});

test('only what can be done: nobody silent is muted, a hand is lowered only if it is up', () => {
  const deeds = deedsFor(situation('speaker', { hand: true }, { audio: false, video: false }));
  assert.deepEqual(deeds, ['talk', 'pin', 'lowerHand', 'makeHost', 'remove']);
});

test('everyone else: a talk and a large tile; no talk without the right to send, nor with someone lost', () => {
  assert.deepEqual(deedsFor(situation('speaker', { host: false })), ['talk', 'pin']);
  assert.deepEqual(deedsFor(situation('speaker', { host: false, maySend: false })), ['pin']);
  assert.deepEqual(deedsFor(situation('speaker', { host: false }, { connection: 'lost' })), ['pin']);
  assert.deepEqual(deedsFor(situation('listener', { host: false, kind: 'seminar' })), []);
});
