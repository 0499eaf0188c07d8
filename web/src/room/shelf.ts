// The recordings of one room as a list that is looked at and worked with: in the room, on the page after it, and on a
// page of its own. Whom to ask is a Keeper; what the service tells by itself is put in as it comes.
import { signal } from '@preact/signals';
import type { Key } from '../base/i18n';
import type { Keeper } from '../signal/keeper';
import type { Composition, Recording } from '../signal/recording';
import { failureKey } from './notices';
import { isSettled } from './reel';

/** What has words of its own where it is about recordings. */
const WORDS: Record<string, Key> = {
  'storage-full': 'recording.error.storage-full',
  'wrong-state': 'recording.error.wrong-state',
  'not-found': 'recording.error.not-found',
  'media-failed': 'recording.error.media-failed',
  forbidden: 'recording.error.forbidden',
  limit: 'recording.error.limit',
};

/** The sentence for the name of an error. */
export function reasonKey(name: string | undefined): Key {
  return WORDS[name ?? ''] ?? failureKey({ wireName: name });
}

/** The sentence for a request about recordings that failed. */
export function refusalKey(error: unknown): Key {
  const { wireName } = (error ?? {}) as { wireName?: string };
  return WORDS[wireName ?? ''] ?? failureKey(error);
}

export class Shelf {
  /** Newest first. */
  readonly list = signal<readonly Recording[]>([]);
  /** The list has been had at least once. */
  readonly known = signal(false);
  /** There are older ones. */
  readonly more = signal(false);
  /** Why the last thing that was wanted was not done. */
  readonly failure = signal<Key | null>(null);
  /** When the list was had last, a time of Date.now(): addresses of files get old. */
  loadedAt = 0;
  private loading: Promise<boolean> | null = null;

  constructor(private keeper: Keeper) {}

  /** From now on someone else is asked. */
  keptBy(keeper: Keeper): void {
    this.keeper = keeper;
  }

  find(id: string): Recording | undefined {
    return this.list.value.find((recording) => recording.id === id);
  }

  /** As the service says it is now. */
  put(recording: Recording): void {
    const others = this.list.peek().filter(({ id }) => id !== recording.id);
    this.list.value = sorted([...others, recording]);
  }

  /** Asks for the newest ones again; older ones that are known stay. False if it failed. */
  load(): Promise<boolean> {
    this.loading ??= this.fetch().finally(() => (this.loading = null));
    return this.loading;
  }

  async loadMore(): Promise<void> {
    const oldest = this.list.peek().at(-1);
    await this.attempt(async () => {
      const { recordings, more = false } = await this.keeper.list(oldest?.id);
      const known = new Set(this.list.peek().map(({ id }) => id));
      this.list.value = sorted([...this.list.peek(), ...recordings.filter(({ id }) => !known.has(id))]);
      this.more.value = more;
    });
  }

  discard(id: string): Promise<boolean> {
    return this.attempt(async () => this.put(await this.keeper.discard(id)));
  }

  restore(id: string): Promise<boolean> {
    return this.attempt(async () => this.put(await this.keeper.restore(id)));
  }

  /** Everyone in one picture: a recording of its own. */
  compose(id: string, how: Composition): Promise<boolean> {
    return this.attempt(async () => this.put(await this.keeper.compose(id, how)));
  }

  /** Someone waits for this file. That it cannot be hurried is no failure: it comes in its turn. */
  async first(id: string, file: string): Promise<void> {
    await this.keeper.first(id, file).catch(() => undefined);
  }

  private fetch(): Promise<boolean> {
    return this.attempt(async () => {
      const { recordings, more = false } = await this.keeper.list();
      // What is newer than the oldest of these and not among them is gone; what is older was not asked for.
      const end = more ? (recordings.at(-1)?.from ?? 0) : Infinity;
      const older = more ? this.list.peek().filter(({ from }) => from < end) : [];
      if (older.length === 0) this.more.value = more;
      this.list.value = sorted([...recordings, ...older]);
      this.known.value = true;
      this.loadedAt = Date.now();
    });
  }

  private async attempt(work: () => Promise<void>): Promise<boolean> {
    try {
      await work();
      this.failure.value = null;
      return true;
    } catch (error) {
      this.failure.value = refusalKey(error);
      return false;
    }
  }
}

export function unsettled(recordings: readonly Recording[]): boolean {
  return recordings.some((recording) => !isSettled(recording));
}

/** Newest first; of two that began together the shorter one: a section before its class. */
function sorted(recordings: Recording[]): Recording[] {
  return recordings.sort((a, b) => b.from - a.from || (a.id < b.id ? 1 : -1));
}
