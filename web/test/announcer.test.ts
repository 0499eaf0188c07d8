import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Announcer } from '../src/room/announcer';
import { Notices } from '../src/room/notices';
import { byClock } from './support/clock';

test('one sentence at a time, alike ones together, and then silence', () =>
  byClock((clock) => {
    const announcer = new Announcer();
    announcer.add({ kind: 'joined', name: 'Ada' });
    assert.deepEqual(announcer.spoken.peek(), { kind: 'joined', name: 'Ada' });
    for (const name of ['Ben', 'Cho', 'Dan']) announcer.add({ kind: 'joined', name });
    announcer.add({ kind: 'message', name: 'Ada', text: 'Hello' });
    assert.deepEqual(announcer.spoken.peek(), { kind: 'joined', name: 'Ada' });
    clock.pass(3000);
    assert.deepEqual(announcer.spoken.peek(), { kind: 'joineds', count: 3 });
    clock.pass(3000);
    assert.deepEqual(announcer.spoken.peek(), { kind: 'message', name: 'Ada', text: 'Hello' });
    clock.pass(3000);
    assert.equal(announcer.spoken.peek(), null);
  }));

test('notices go by themselves, at most three stand, and the same words do not pile up', () =>
  byClock((clock) => {
    const notices = new Notices();
    const said = () => notices.list.peek().map(({ text, values }) => `${text} ${values.name ?? ''}`.trim());
    for (const name of ['a', 'b', 'b', 'c', 'd']) notices.say('say.muted', { name });
    assert.deepEqual(said(), ['say.muted b', 'say.muted c', 'say.muted d']);
    const [first] = notices.list.peek();
    notices.dismiss(first?.id ?? 0);
    assert.deepEqual(said(), ['say.muted c', 'say.muted d']);
    clock.pass(10_000);
    assert.deepEqual(said(), []);
  }));
