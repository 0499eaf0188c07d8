// Which key does what. Letters are those printed on the key where the layout is not Latin, so that M is M while
// Hangul is typed.

export type Action =
  | 'microphone'
  | 'camera'
  | 'hand'
  | 'chat'
  | 'people'
  | 'section'
  | 'mark'
  | 'fullScreen'
  | 'pushToTalk'
  | 'keys'
  | 'previous'
  | 'next';

/** For the list of keys, in its order; the keys that turn pages are always on. */
export const KEYS: readonly { key: string; action: Exclude<Action, 'previous' | 'next'>; hosts?: true }[] = [
  { key: 'M', action: 'microphone' },
  { key: 'V', action: 'camera' },
  { key: ' ', action: 'pushToTalk' },
  { key: 'H', action: 'hand' },
  { key: 'C', action: 'chat' },
  { key: 'P', action: 'people' },
  { key: 'R', action: 'section', hosts: true },
  { key: 'B', action: 'mark', hosts: true },
  { key: 'F', action: 'fullScreen' },
  { key: '?', action: 'keys' },
];
const PAGING = new Map<string, Action>([
  ['ArrowLeft', 'previous'],
  ['PageUp', 'previous'],
  ['ArrowRight', 'next'],
  ['PageDown', 'next'],
]);

export interface Press {
  key: string;
  code: string;
  /** Ctrl, Alt or the system's key is down. */
  modified: boolean;
  /** What has the focus: something that all keys belong to (a field, a dialog), a list that scrolls, a button, nothing. */
  focus: 'all' | 'scroll' | 'button' | 'page';
}

/** What a key does, or null. `letters`: whether single letters do anything (WCAG 2.1.4: they can be turned off). */
export function actionOf({ key, code, modified, focus }: Press, letters: boolean): Action | null {
  if (modified || focus === 'all') return null;
  const paging = PAGING.get(key);
  if (paging) return focus === 'scroll' ? null : paging;
  if (!letters || (key === ' ' && focus !== 'page')) return null;
  const printed = letterOf(key, code);
  return KEYS.find((known) => known.key === printed)?.action ?? null;
}

function letterOf(key: string, code: string): string {
  if (/^[a-z]$/i.test(key)) return key.toUpperCase();
  const physical = /^Key([A-Z])$/.exec(code)?.[1];
  // A letter of another script stands for the key it is on; punctuation stands for itself.
  return physical && /^\p{L}$/u.test(key) ? physical : key;
}
