import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sayAloud, voiceFor } from '../src/media/voice';

const voice = (lang: string, localService = true) => ({ lang, localService });

test('a voice of the language, on this machine; better none than one of another language', () => {
  const voices = [voice('en-US'), voice('ko-KR', false), voice('ko_KR'), voice('ko')];
  assert.equal(voiceFor(voices, 'ko'), voices[2]);
  assert.equal(voiceFor(voices, 'en'), voices[0]);
  assert.equal(voiceFor(voices.slice(0, 2), 'ko'), null);
  assert.equal(voiceFor([voice('kok-IN')], 'ko'), null);
});

test('said in place of what is being said; silent where the browser cannot speak', () => {
  assert.equal(sayAloud('hello', 'en'), false);
  const did: string[] = [];
  class Utterance {
    lang = '';
    voice: unknown = null;
    constructor(readonly text: string) {}
  }
  const speech = {
    getVoices: () => [voice('en-GB')],
    cancel: () => did.push('cancel'),
    speak: ({ text, lang }: Utterance) => did.push(`${lang} ${text}`),
  };
  Object.assign(globalThis, { speechSynthesis: speech, SpeechSynthesisUtterance: Utterance });
  try {
    assert.equal(sayAloud('hello', 'en'), true);
    assert.equal(sayAloud('안녕', 'ko'), false);
    assert.deepEqual(did, ['cancel', 'en-GB hello']);
  } finally {
    Object.assign(globalThis, { speechSynthesis: undefined, SpeechSynthesisUtterance: undefined });
  }
});
