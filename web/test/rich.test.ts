import assert from 'node:assert/strict';
import { test } from 'node:test';
import { piecesOf } from '../src/room/rich';

const links = (text: string) => piecesOf(text).flatMap(({ href }) => href ?? []);

test('addresses become links, all else stays text, and nothing is lost', () => {
  const text = 'See https://example.org/a?b=1#c and http://example.net, ok? (https://de.wikipedia.org/wiki/Uhu_(Art))';
  assert.deepEqual(links(text), [
    'https://example.org/a?b=1#c',
    'http://example.net/',
    'https://de.wikipedia.org/wiki/Uhu_(Art)',
  ]);
  assert.equal(piecesOf(text).map((piece) => piece.text).join(''), text);
});

test('what ends a sentence is no part of the address, in either script', () => {
  assert.deepEqual(links('여기 https://example.org/수업, 그리고 https://example.org/b。'), [
    'https://example.org/%EC%88%98%EC%97%85',
    'https://example.org/b',
  ]);
});

test('nothing that runs, deceives or is no address', () => {
  for (const text of [
    'javascript:alert(1)',
    'data:text/html,<script>1</script>',
    'https://bank.example@evil.example/',
    'https://',
    'xhttps://example.org',
    '<img src=x onerror=alert(1)>',
  ])
    assert.deepEqual(piecesOf(text), [{ text }]);
  assert.deepEqual(links('https://example.org/"onmouseover="x'), ['https://example.org/']);
});

test('an empty text has no pieces', () => assert.deepEqual(piecesOf(''), []));
