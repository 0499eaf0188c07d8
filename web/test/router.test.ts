import assert from 'node:assert/strict';
import { test } from 'node:test';
import { numberFrom, parse, recordingsPath } from '../src/base/router';

test('a few addresses, and everything else is the start page', () => {
  assert.deepEqual(parse('/'), { page: 'start' });
  assert.deepEqual(parse('/r/123456789'), { page: 'room', number: '123456789' });
  assert.deepEqual(parse('/r/a%20b/'), { page: 'room', number: 'a b' });
  assert.deepEqual(parse('/login'), { page: 'login' });
  assert.deepEqual(parse('/account/'), { page: 'account' });
  assert.deepEqual(parse(recordingsPath('0a/ b')), { page: 'recordings', room: '0a/ b' });
  assert.deepEqual(parse('/recordings/'), { page: 'start' });
  assert.deepEqual(parse('/r/'), { page: 'start' });
  assert.deepEqual(parse('/r/1/2'), { page: 'start' });
  assert.deepEqual(parse('/r/%'), { page: 'start' });
});

test('a number is understood as people type and paste it', () => {
  assert.equal(numberFrom(' 123 456-789 '), '123456789');
  assert.equal(numberFrom('https://school.example/r/123456789?x#y'), '123456789');
});
