import assert from 'node:assert/strict';
import { test } from 'node:test';
import { actionOf, type Press } from '../src/room/keys';

const press = (key: string, more: Partial<Press> = {}): Press => ({
  key,
  code: /^[a-z]$/i.test(key) ? `Key${key.toUpperCase()}` : '',
  modified: false,
  focus: 'page',
  ...more,
});

test('every letter does what the list says, small or capital', () => {
  const actions = [...'mvhcprbf', ...'MVHCPRBF', ' ', '?'].map((key) => actionOf(press(key), true));
  const letters = ['microphone', 'camera', 'hand', 'chat', 'people', 'section', 'mark', 'fullScreen'];
  assert.deepEqual(actions, [...letters, ...letters, 'pushToTalk', 'keys']);
  for (const key of ['x', 'Enter', 'Escape', 'Tab', 'toString']) assert.equal(actionOf(press(key), true), null);
});

test('while Hangul or Cyrillic is typed, it is the key that counts; on a Latin layout the letter', () => {
  assert.equal(actionOf(press('ㅡ', { code: 'KeyM' }), true), 'microphone');
  assert.equal(actionOf(press('м', { code: 'KeyV' }), true), 'camera');
  assert.equal(actionOf(press('m', { code: 'Semicolon' }), true), 'microphone');
  assert.equal(actionOf(press(',', { code: 'KeyM' }), true), null);
});

test('nothing in text fields and dialogs, nor with Ctrl or Alt', () => {
  for (const key of ['m', ' ', '?', 'ArrowRight']) {
    assert.equal(actionOf(press(key, { focus: 'all' }), true), null);
    assert.equal(actionOf(press(key, { modified: true }), true), null);
  }
});

test('Space presses a button and scrolls a list, arrows scroll it, letters work there', () => {
  assert.equal(actionOf(press(' ', { focus: 'button' }), true), null);
  assert.equal(actionOf(press(' ', { focus: 'scroll' }), true), null);
  assert.equal(actionOf(press('PageDown', { focus: 'scroll' }), true), null);
  assert.equal(actionOf(press('m', { focus: 'scroll' }), true), 'microphone');
  assert.equal(actionOf(press('m', { focus: 'button' }), true), 'microphone');
});

test('single letters can be turned off; pages still turn', () => {
  for (const key of ['m', ' ', '?']) assert.equal(actionOf(press(key), false), null);
  assert.deepEqual(
    ['ArrowRight', 'PageDown', 'ArrowLeft', 'PageUp'].map((key) => actionOf(press(key), false)),
    ['next', 'next', 'previous', 'previous'],
  );
});
