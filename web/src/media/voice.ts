// A sentence said aloud by the browser, where it has a voice for the language: for what everyone should notice who looks
// elsewhere.

/** One voice of the language, one of this machine if there is any: nothing said in a class goes to someone's server. */
export function voiceFor<Voice extends { lang: string; localService: boolean }>(
  voices: readonly Voice[],
  language: string,
): Voice | null {
  const plain = (tag: string) => tag.toLowerCase().split(/[-_]/)[0];
  return voices.find(({ lang, localService }) => localService && plain(lang) === plain(language)) ?? null;
}

/** Says it, in place of what is being said; false if there is no voice for it. Browsers do so once the page was touched. */
export function sayAloud(text: string, language: string): boolean {
  const speech = globalThis.speechSynthesis as SpeechSynthesis | undefined;
  const voice = speech && voiceFor(speech.getVoices(), language);
  if (!speech || !voice) return false;
  const utterance = new SpeechSynthesisUtterance(text);
  utterance.voice = voice;
  utterance.lang = voice.lang;
  speech.cancel();
  speech.speak(utterance);
  return true;
}

/** Browsers load their voices when they are asked for them the first time. */
export function readyVoice(): void {
  (globalThis.speechSynthesis as SpeechSynthesis | undefined)?.getVoices();
}
