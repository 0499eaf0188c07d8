import assert from 'node:assert/strict';
import { test } from 'node:test';
import { browserOf } from '../src/base/browser';

const AGENTS = {
  chromium: 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36',
  firefox: 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0',
  safari:
    'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Safari/605.1.15',
  ios: 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1',
  android:
    'Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36',
};

test('browsers are told apart by what they call themselves', () => {
  for (const [name, agent] of Object.entries(AGENTS)) assert.equal(browserOf(agent), name);
  assert.equal(browserOf('something new'), 'chromium');
});

test('an iPad that says it is a Mac is found out by its touch screen', () => {
  assert.equal(browserOf(AGENTS.safari, 5), 'ios');
  assert.equal(browserOf(AGENTS.chromium, 10), 'chromium');
});
