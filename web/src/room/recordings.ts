// The recording of the room one is in. Everyone: whether it is being recorded, and being told when that changes. Hosts:
// sections, marks, and the shelf of what there is.
import { computed, effect, signal, type ReadonlySignal } from '@preact/signals';
import type { Key } from '../base/i18n';
import { wireKeeper } from '../signal/keeper';
import type { Mark, Recording, RecordingNow } from '../signal/recording';
import type { JoinResult } from '../signal/types';
import type { Notices } from './notices';
import { refusalKey, Shelf } from './shelf';
import type { Handlers, Store, Wire } from './store';

/** The service takes no moment as marked that is longer ago. */
const LONGEST_AGO_MS = 60_000;

const OFF: RecordingNow = { on: false, lesson: false, section: false };

export class Recordings implements Store {
  /** null: this room is never recorded. */
  readonly now = signal<RecordingNow | null>(null);
  readonly shelf: Shelf;
  /** Something is being written at this moment. */
  readonly running = computed(() => this.now.value?.on === true && this.now.value.paused === undefined);
  /** The section that is being recorded. */
  readonly section = computed(() => this.shelf.list.value.find(isRunningSection) ?? null);
  /** A section is being started or stopped. */
  readonly busy = signal(false);
  /** Whoever ends the class has to say what becomes of the recordings. */
  readonly any = computed(() => {
    const { on = false, since = 0 } = this.now.value ?? {};
    return on || this.shelf.list.value.some(({ state, from }) => state !== 'discarded' && from >= since);
  });
  private entered = false;
  private readonly forget: () => void;

  /** `say` says a sentence aloud to those who want that. */
  constructor(
    private readonly wire: Wire,
    private readonly host: ReadonlySignal<boolean>,
    private readonly notices: Notices,
    private readonly say: (sentence: Key) => void,
  ) {
    this.shelf = new Shelf(wireKeeper(wire));
    let wasHost = false;
    this.forget = effect(() => {
      const isHost = this.host.value;
      if (isHost && !wasHost && this.entered) void this.shelf.load();
      wasHost = isHost;
    });
  }

  joined({ room }: JoinResult): void {
    const before = this.now.peek() ?? OFF;
    const now = plain(room.recording);
    this.now.value = now;
    if (now) this.tell(!this.entered && now.on ? 'recording.running' : newsOf(before, now));
    this.entered = true;
    if (this.host.peek()) void this.shelf.load();
  }

  close(): void {
    this.forget();
  }

  /** Begins a section; its name may be empty. */
  async start(name: string): Promise<void> {
    const wanted = name.trim();
    await this.attempt(async () => {
      const { recording } = await this.wire.call<{ recording: Recording }>(
        'recording.start',
        wanted === '' ? {} : { name: wanted },
      );
      this.shelf.put(recording);
    });
  }

  async stop(): Promise<void> {
    await this.attempt(async () => {
      // Another host began it, or this page was loaded since.
      if (!this.section.peek()) await this.shelf.load();
      const running = this.section.peek();
      if (!running) return;
      const { recording } = await this.wire.call<{ recording: Recording }>('recording.stop', { id: running.id });
      this.shelf.put(recording);
    });
  }

  /** `at`: when the moment was, a time of Date.now(). */
  async mark(label: string, at: number): Promise<void> {
    const words = label.trim();
    const ago = Math.min(LONGEST_AGO_MS, Math.max(0, Date.now() - at));
    try {
      await this.wire.call<{ mark: Mark }>('recording.mark', { ...(words === '' ? {} : { label: words }), ago });
      this.notices.say('recording.marked');
    } catch (error) {
      this.notices.say(refusalKey(error));
    }
  }

  readonly handlers: Handlers = {
    'recording.state': (state: RecordingNow) => {
      const before = this.now.peek() ?? OFF;
      const now = plain(state) ?? OFF;
      this.now.value = now;
      this.tell(newsOf(before, now));
    },
    'recording.changed': ({ recording }: { recording: Recording }) => this.shelf.put(recording),
  };

  private async attempt(work: () => Promise<void>): Promise<void> {
    if (this.busy.peek()) return;
    this.busy.value = true;
    try {
      await work();
    } catch (error) {
      this.notices.say(refusalKey(error));
    } finally {
      this.busy.value = false;
    }
  }

  private tell(sentence: Key | null): void {
    if (!sentence) return;
    this.notices.say(sentence);
    this.say(sentence);
  }
}

function isRunningSection({ kind, state }: Recording): boolean {
  return kind === 'section' && state === 'recording';
}

/** Without a pause that is none. */
function plain(state: RecordingNow | null | undefined): RecordingNow | null {
  if (!state) return null;
  const { paused, ...rest } = state;
  return { ...rest, ...(paused ? { paused } : {}) };
}

/** What is to be told of a change, if anything. */
export function newsOf(before: RecordingNow, now: RecordingNow): Key | null {
  const ran = before.on && before.paused === undefined;
  const runs = now.on && now.paused === undefined;
  if (now.paused !== undefined && now.paused !== before.paused) return pausedKey(now.paused);
  if (ran !== runs) return runs ? 'recording.started' : now.paused === undefined ? 'recording.stopped' : null;
  if (!runs || before.section === now.section) return null;
  return now.section ? 'recording.sectionStarted' : 'recording.sectionStopped';
}

/** Why nothing is written, in a sentence. */
export function pausedKey(reason: string): Key {
  if (reason === 'storage-full') return 'recording.paused.storage-full';
  return reason === 'talk' ? 'recording.paused.talk' : 'recording.paused.other';
}
