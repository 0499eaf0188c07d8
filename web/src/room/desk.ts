// How this person has arranged the room for themself. A shared screen or a 1:1 talk shows something else for a while
// and changes nothing here: afterwards everything is as before.
import { signal } from '@preact/signals';

export type Panel = 'chat' | 'people' | 'recordings';

/** What a host is about to say of the recording; `at`: when they began to, a time of Date.now(). */
export interface Wording {
  what: 'section' | 'mark';
  at: number;
}

export class Desk {
  readonly panel = signal<Panel | null>(null);
  readonly page = signal(0);
  /** Whose tile is large. */
  readonly pin = signal<string | null>(null);
  /** What is being written in the chat. */
  draft = '';
  /** Whose dialog of actions is open. */
  readonly person = signal<string | null>(null);
  /** The dialog for the name of a section or a mark is open. */
  readonly wording = signal<Wording | null>(null);
  /** What the recording is about is shown. */
  readonly about = signal(false);
  /** The list of keys is shown. */
  readonly keys = signal(false);

  /** The page as shown, kept by the stage: pages end. */
  shownPage = 0;

  turn(step: number): void {
    this.page.value = Math.max(0, this.shownPage + step);
  }

  toggle(panel: Panel): void {
    this.panel.value = this.panel.peek() === panel ? null : panel;
  }

  togglePin(id: string): void {
    this.pin.value = this.pin.peek() === id ? null : id;
  }
}
