import assert from 'node:assert/strict';
import { test } from 'node:test';
import english from '../../data/locales/en.json';
import korean from '../../data/locales/ko.json';
import { ERROR_NAMES } from '../src/signal/types';

const values = (sentence: string) => [...sentence.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort();

test('both languages say the same things, with the same values in them', () => {
  assert.deepEqual(Object.keys(korean), Object.keys(english));
  for (const [key, sentence] of Object.entries(korean)) {
    assert.ok(sentence.trim(), key);
    assert.deepEqual(values(sentence), values(english[key as keyof typeof english]), key);
  }
});

test('every error of the wire has a sentence', () => {
  for (const name of ERROR_NAMES) assert.ok(`error.${name}` in english, name);
});
