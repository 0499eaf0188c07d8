// The conversation as this page knows it: in order, every message once, whatever comes twice or late. What is known
// may have gaps (what lies before the last 200, what was missed while the connection was lost); each is filled from
// its newer end.
import type { ChatMessage } from '../signal/types';

/** So many known messages are asked for again after a reconnect: their overlap shows that nothing is missing. */
const OVERLAP = 50;

export class Conversation {
  /** Replaced by every change, never changed in place. */
  messages: readonly ChatMessage[] = [];
  private readonly known = new Set<string>();
  /** Ids of the messages before which something is missing; the newest gap last. */
  private gaps: string[] = [];

  /** From where room.join is to send the conversation again; undefined = the last ones. */
  since(): string | undefined {
    return this.messages.at(-1 - OVERLAP)?.id;
  }

  /** The id before which chat.history is to be asked next; undefined = all is there. */
  gap(): string | undefined {
    return this.gaps.at(-1);
  }

  /** The newest messages, as room.join has them; how many of them are new. */
  entered(block: readonly ChatMessage[]): number {
    const fresh = this.unknown(block);
    const [first] = fresh;
    if (first && fresh.length === block.length) this.gaps.push(first.id);
    this.update(block);
    this.messages = [...this.messages, ...fresh];
    return fresh.length;
  }

  /** An answer of chat.history that was asked for `before`. */
  filled(before: string, block: readonly ChatMessage[], more: boolean): void {
    const fresh = this.unknown(block);
    const at = this.messages.findIndex(({ id }) => id === before);
    if (at < 0 || !this.gaps.includes(before)) return;
    this.update(block);
    const [first] = fresh;
    const done = !more || first === undefined || fresh.length < block.length;
    this.gaps = this.gaps.flatMap((gap) => (gap !== before ? [gap] : done ? [] : [first.id]));
    this.messages = [...this.messages.slice(0, at), ...fresh, ...this.messages.slice(at)];
  }

  /** chat.message; false if it is known. */
  said(message: ChatMessage): boolean {
    if (this.unknown([message]).length === 0) return false;
    this.messages = [...this.messages, message];
    return true;
  }

  deleted(id: string): void {
    this.replace(id, (message) => ({ ...message, deleted: true, text: '' }));
  }

  private unknown(block: readonly ChatMessage[]): ChatMessage[] {
    return block.filter(({ id }) => !this.known.has(id) && this.known.add(id));
  }

  /** What is known and has been deleted since. */
  private update(block: readonly ChatMessage[]): void {
    const gone = new Set(block.filter(({ deleted }) => deleted).map(({ id }) => id));
    if (!this.messages.some(({ id, deleted }) => !deleted && gone.has(id))) return;
    this.messages = this.messages.map((message) =>
      gone.has(message.id) ? { ...message, deleted: true, text: '' } : message,
    );
  }

  private replace(id: string, change: (message: ChatMessage) => ChatMessage): void {
    this.messages = this.messages.map((message) => (message.id === id ? change(message) : message));
  }
}

/** `at` of the first message that stands under a name of its own: someone else spoke, or a while has passed. */
const SAME_BREATH_MS = 180_000;

export function opensBreath(before: ChatMessage | undefined, message: ChatMessage): boolean {
  return (
    before === undefined ||
    before.from.id !== message.from.id ||
    message.at - before.at > SAME_BREATH_MS ||
    !sameDay(before.at, message.at)
  );
}

export function sameDay(a: number, b: number): boolean {
  return new Date(a).toDateString() === new Date(b).toDateString();
}

/** The whole conversation as a text file. `deleted`: what stands for a deleted message. */
export function asText(
  title: string,
  messages: readonly ChatMessage[],
  time: (at: number) => string,
  deleted: string,
): string {
  const lines = messages.map(
    ({ at, from, text, ...message }) =>
      `[${time(at)}] ${from.name}: ${message.deleted ? deleted : text.replaceAll('\n', '\n    ')}`,
  );
  return [title, '', ...lines, ''].join('\n');
}
