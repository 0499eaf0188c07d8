// Short messages to this person alone, which go by themselves: "Ada muted you". The newest last, at most three.
import { signal } from '@preact/signals';
import type { Key } from '../base/i18n';

const STAY_MS = 7000;
const MOST = 3;

export interface Notice {
  id: number;
  text: Key;
  values: Record<string, string | number>;
  /** A button, and what it does. */
  action?: { text: Key; run: () => void };
}

export class Notices {
  readonly list = signal<readonly Notice[]>([]);
  private next = 1;

  say(text: Key, values: Notice['values'] = {}, action?: Notice['action']): void {
    const notice: Notice = { id: this.next++, text, values, ...(action ? { action } : {}) };
    // The same words again replace the earlier ones.
    const others = this.list.peek().filter((known) => !same(known, notice));
    this.list.value = [...others, notice].slice(-MOST);
    setTimeout(() => this.dismiss(notice.id), STAY_MS);
  }

  dismiss(id: number): void {
    if (this.list.peek().some((notice) => notice.id === id))
      this.list.value = this.list.peek().filter((notice) => notice.id !== id);
  }
}

function same(a: Notice, b: Notice): boolean {
  return a.text === b.text && JSON.stringify(a.values) === JSON.stringify(b.values);
}

/** The sentence for a request that the service refused. */
export function failureKey(error: unknown): Key {
  const name = (error as { wireName?: string } | null)?.wireName ?? 'internal';
  return name === 'forbidden' ? 'say.forbidden' : (`error.${name}` as Key);
}
