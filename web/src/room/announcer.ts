// What is read aloud to those who do not see it: one sentence at a time, and never faster than it can be followed.
// Several people who come or go meanwhile become one sentence.
import { signal } from '@preact/signals';

const PACE_MS = 2500;

export type Event =
  | { kind: 'joined' | 'left'; name: string }
  | { kind: 'message'; name: string; text: string }
  | { kind: 'hand'; name: string };

/** What is to be said: an event, or how many of one kind there were. */
export type Spoken = Event | { kind: `${Event['kind']}s`; count: number };

export class Announcer {
  readonly spoken = signal<Spoken | null>(null);
  private waiting: Event[] = [];
  private timer: ReturnType<typeof setTimeout> | undefined;

  add(event: Event): void {
    this.waiting.push(event);
    if (this.timer === undefined) this.speak();
  }

  close(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.waiting = [];
  }

  private speak(): void {
    const [first] = this.waiting;
    if (!first) {
      this.timer = undefined;
      this.spoken.value = null;
      return;
    }
    const alike = this.waiting.filter(({ kind }) => kind === first.kind);
    this.waiting = this.waiting.filter(({ kind }) => kind !== first.kind);
    this.spoken.value = alike.length > 1 ? { kind: `${first.kind}s`, count: alike.length } : first;
    this.timer = setTimeout(() => this.speak(), PACE_MS);
  }
}
