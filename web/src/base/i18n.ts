// Sentences in the user's language, from data/locales/*.json. English is the type of all: a key that is not in it
// does not compile; that the others have the same keys is checked by a test.
import { signal } from '@preact/signals';
import type english from '../../../data/locales/en.json';
import * as storage from './storage';

export type Key = keyof typeof english;
type Sentences = Record<Key, string>;

export const LANGUAGES = ['ko', 'en'] as const;
export type Language = (typeof LANGUAGES)[number];

export const language = signal<Language>('ko');
const sentences = signal<Partial<Sentences>>({});

/** The sentence of `key`, its `{names}` replaced. */
export function t(key: Key, values: Record<string, string | number> = {}): string {
  const sentence = sentences.value[key] ?? key;
  return sentence.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}

export async function loadLanguage(wanted: Language = preferred()): Promise<void> {
  const response = await fetch(`/locales/${wanted}.json`);
  sentences.value = (await response.json()) as Sentences;
  language.value = wanted;
  document.documentElement.lang = wanted;
}

export async function chooseLanguage(wanted: Language): Promise<void> {
  storage.keepLanguage(wanted);
  await loadLanguage(wanted);
}

function preferred(): Language {
  const tags = [storage.language(), ...navigator.languages];
  for (const tag of tags) {
    const known = LANGUAGES.find((lang) => tag?.toLowerCase().startsWith(lang));
    if (known) return known;
  }
  return 'en';
}
