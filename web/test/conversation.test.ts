import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Conversation, asText, opensBreath } from '../src/room/conversation';
import type { ChatMessage } from '../src/signal/types';

const message = (number: number, more: Partial<ChatMessage> = {}): ChatMessage => ({
  id: String(number),
  at: number * 1000,
  from: { id: 'a', name: 'Ada' },
  text: `text ${number}`,
  ...more,
});
const block = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, index) => message(from + index));
const numbers = (conversation: Conversation) => conversation.messages.map(({ id }) => Number(id));
const sequence = (from: number, to: number) => block(from, to).map(({ id }) => Number(id));

/** Answers chat.history out of messages 1 … last, until nothing is missing; how often it was asked. */
function fill(conversation: Conversation, last: number, page: number): number {
  let asked = 0;
  for (let before = conversation.gap(); before !== undefined; before = conversation.gap()) {
    const end = Math.min(last, Number(before) - 1);
    const first = Math.max(1, end - page + 1);
    conversation.filled(before, end >= first ? block(first, end) : [], first > 1);
    assert.ok(++asked < 100, 'it comes to an end');
  }
  return asked;
}

test('the last 200 are there at once, the rest follows from behind, all in order and once', () => {
  const conversation = new Conversation();
  assert.equal(conversation.entered(block(9801, 10_000)), 200);
  assert.deepEqual(numbers(conversation), sequence(9801, 10_000));
  conversation.said(message(10_001));
  assert.equal(fill(conversation, 10_001, 500), 20);
  assert.deepEqual(numbers(conversation), sequence(1, 10_001));
});

test('what is said while the rest comes is not lost, and nothing counts twice', () => {
  const conversation = new Conversation();
  conversation.entered(block(5, 6));
  assert.ok(conversation.said(message(7)));
  assert.ok(!conversation.said(message(7)));
  conversation.filled('5', block(3, 4), true);
  assert.ok(!conversation.said(message(3)));
  conversation.filled('3', block(1, 2), false);
  assert.deepEqual(numbers(conversation), sequence(1, 7));
  assert.equal(conversation.gap(), undefined);
});

test('after a short loss the overlap shows that nothing is missing', () => {
  const conversation = new Conversation();
  conversation.entered(block(1, 100));
  fill(conversation, 100, 500);
  const since = Number(conversation.since());
  assert.ok(since < 100 && since > 0);
  assert.equal(conversation.entered(block(since + 1, 103)), 3);
  assert.equal(conversation.gap(), undefined);
  assert.deepEqual(numbers(conversation), sequence(1, 103));
});

test('after a long loss what lies between is asked for, until it meets what is known', () => {
  const conversation = new Conversation();
  conversation.entered(block(1, 100));
  fill(conversation, 100, 500);
  conversation.entered(block(901, 1100));
  assert.equal(conversation.gap(), '901');
  assert.equal(fill(conversation, 1100, 500), 2);
  assert.deepEqual(numbers(conversation), sequence(1, 1100));
});

test('lost again while the beginning was still coming: both gaps are filled', () => {
  const conversation = new Conversation();
  conversation.entered(block(401, 600));
  conversation.entered(block(801, 1000));
  fill(conversation, 1000, 150);
  assert.deepEqual(numbers(conversation), sequence(1, 1000));
});

test('an answer that comes for a gap that is filled changes nothing', () => {
  const conversation = new Conversation();
  conversation.entered(block(3, 4));
  conversation.filled('3', block(1, 2), false);
  conversation.filled('3', [message(0)], false);
  assert.deepEqual(numbers(conversation), sequence(1, 4));
});

test('deleted messages keep their place and lose their words, also when that happened while we were away', () => {
  const conversation = new Conversation();
  conversation.entered(block(1, 3));
  conversation.deleted('2');
  conversation.entered([message(3, { deleted: true, text: '' }), message(4)]);
  assert.deepEqual(
    conversation.messages.map(({ deleted = false, text }) => [deleted, text]),
    [
      [false, 'text 1'],
      [true, ''],
      [true, ''],
      [false, 'text 4'],
    ],
  );
});

test('a name stands again when someone else speaks or time has passed', () => {
  const at = new Date(2026, 1, 3, 12).getTime();
  const first = message(1, { at });
  const opens = (more: Partial<ChatMessage>) => opensBreath(first, message(2, { at: at + 1000, ...more }));
  assert.ok(opensBreath(undefined, first));
  assert.ok(!opens({}));
  assert.ok(opens({ from: { id: 'b', name: 'Ada' } }));
  assert.ok(opens({ at: at + 200_000 }));
});

test('as a text file: who, when, what; deleted words stay deleted', () => {
  const text = asText('Class', [message(1), message(2, { text: 'a\nb' }), message(3, { deleted: true, text: '' })], String, '—');
  assert.equal(text, 'Class\n\n[1000] Ada: text 1\n[2000] Ada: a\n    b\n[3000] Ada: —\n');
});
