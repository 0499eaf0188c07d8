// The chat of a stay: the conversation, how much of it is unread, and what is about to be deleted.
import { signal } from '@preact/signals';
import type { ChatMessage, JoinResult, Who } from '../signal/types';
import type { Announcer } from './announcer';
import { Conversation } from './conversation';
import type { Notices } from './notices';
import { failureKey } from './notices';
import type { Handlers, Store, Wire } from './store';

const PAGE = 500;
const RETRY_MS = 1000;
/** So long a deletion can be taken back. */
export const UNDO_MS = 5000;

interface HistoryPage {
  messages: ChatMessage[];
  more: boolean;
}

export class Chat implements Store {
  readonly messages = signal<readonly ChatMessage[]>([]);
  /** Everything from the first message on is here. */
  readonly complete = signal(false);
  readonly unread = signal(0);
  /** Ids of messages that are deleted in a moment, unless it is taken back. */
  readonly leaving = signal<ReadonlySet<string>>(new Set());

  private readonly conversation = new Conversation();
  private readonly timers = new Map<string, ReturnType<typeof setTimeout>>();
  private entered = false;
  private own = '';
  /** Counts joins: an answer to a question of before the last one starts nothing. */
  private run = 0;
  private isOpen = false;

  constructor(
    private readonly wire: Wire,
    private readonly announcer: Announcer,
    private readonly notices: Notices,
  ) {}

  /** What a resume asks for, beside its secret. */
  since(): { chatSince?: string } {
    const id = this.conversation.since();
    return id === undefined ? {} : { chatSince: id };
  }

  joined({ you, chat = [] }: JoinResult): void {
    this.own = you.id;
    const fresh = this.conversation.entered(chat);
    // What was said before one came for the first time is not news.
    const missed = chat.slice(chat.length - fresh).filter(({ from }) => from.id !== you.id);
    if (this.entered && !this.isOpen) this.unread.value += missed.length;
    this.entered = true;
    this.publish();
    void this.fill(++this.run);
  }

  /** The panel is open: everything is read as it comes. */
  open(is: boolean): void {
    this.isOpen = is;
    if (is) this.unread.value = 0;
  }

  /** Rejects if the service did not take it: the text is not lost then. */
  async say(text: string): Promise<void> {
    await this.wire.call('chat.say', { text });
  }

  /** Deletes a message after a moment in which it can be taken back. */
  remove(id: string): void {
    if (this.timers.has(id)) return;
    this.timers.set(
      id,
      setTimeout(() => this.removeNow(id), UNDO_MS),
    );
    this.leaving.value = new Set(this.timers.keys());
  }

  undo(id: string): void {
    clearTimeout(this.timers.get(id));
    this.timers.delete(id);
    this.leaving.value = new Set(this.timers.keys());
  }

  /** The stay ends: what was to be deleted is. */
  close(): void {
    for (const id of [...this.timers.keys()]) {
      clearTimeout(this.timers.get(id));
      this.removeNow(id);
    }
    this.run++;
  }

  readonly handlers: Handlers = {
    'chat.message': (message: ChatMessage) => this.said(message),
    'chat.deleted': ({ id }: { id: string; by?: Who }) => {
      this.conversation.deleted(id);
      this.publish();
    },
  };

  private said(message: ChatMessage): void {
    if (!this.conversation.said(message)) return;
    this.publish();
    if (message.from.id === this.own) return;
    if (!this.isOpen) this.unread.value++;
    this.announcer.add({ kind: 'message', name: message.from.name, text: message.text });
  }

  private removeNow(id: string): void {
    this.timers.delete(id);
    this.wire.call('chat.delete', { id }).then(
      () => undefined,
      (error: unknown) => this.notices.say(failureKey(error)),
    );
    this.leaving.value = new Set(this.timers.keys());
  }

  /** Asks for what is missing, page by page, until all is there or the connection is lost. */
  private async fill(run: number): Promise<void> {
    for (;;) {
      const before = this.conversation.gap();
      this.complete.value = before === undefined;
      if (before === undefined || run !== this.run) return;
      try {
        const { messages, more } = await this.wire.call<HistoryPage>('chat.history', { before, limit: PAGE });
        this.conversation.filled(before, messages, more);
        this.publish();
      } catch (error) {
        // Without a connection the next join asks again.
        if ((error as { wireName?: string }).wireName === 'network') return;
        await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
      }
    }
  }

  private publish(): void {
    this.messages.value = this.conversation.messages;
  }
}
