// Sharing a screen: one at a time in the room. What is shared is chosen first (the browser wants that right at the
// click), then the service is asked; nothing is sent before it agrees.
import { computed, signal } from '@preact/signals';
import type { JoinResult, Who, WireError } from '../signal/types';
import { failureKey, type Notices } from './notices';
import type { Handlers, Store, Wire } from './store';

/** The browser's way to choose a screen; null where it has none (phones). */
export type Chooser = (() => Promise<MediaStream>) | null;

export class Screen implements Store {
  /** Who shares, as the service says. */
  readonly holder = signal<string | null>(null);
  /** What we share ourselves. */
  readonly own = signal<MediaStream | null>(null);
  /** Someone else shares: shown with the name, and for a host with the takeover. */
  readonly busy = signal<Who | null>(null);
  readonly sharing = computed(() => this.own.value !== null);
  private choosing = false;

  constructor(
    private readonly wire: Wire,
    private readonly choose: Chooser,
    private readonly crowd: { ownId(): string | undefined; nameOf(id: string): string },
    private readonly notices: Notices,
  ) {}

  get possible(): boolean {
    return this.choose !== null;
  }

  joined({ room, you }: JoinResult): void {
    this.holder.value = room.screen ?? null;
    if (this.own.peek() && this.holder.peek() !== you.id) void this.resume();
  }

  /** To be called right at a click. `takeover`: a host ends what is shared now. */
  async start(takeover = false): Promise<void> {
    const holder = this.holder.peek();
    this.busy.value = null;
    if (!this.choose || this.choosing || this.own.peek()) return;
    if (holder !== null && holder !== this.crowd.ownId() && !takeover) {
      this.busy.value = { id: holder, name: this.crowd.nameOf(holder) };
      return;
    }
    const stream = await this.chosen(this.choose);
    if (stream) await this.offer(stream, takeover);
  }

  stop(): void {
    if (!this.own.peek()) return;
    this.drop();
    this.wire.call('screen.release', {}).catch(() => undefined);
  }

  close(): void {
    this.drop();
  }

  readonly handlers: Handlers = {
    'screen.changed': ({ holder, by }: { holder: string | null; by?: Who }) => this.changed(holder, by),
  };

  private changed(holder: string | null, by?: Who): void {
    this.holder.value = holder;
    if (holder === null) this.busy.value = null;
    if (!this.own.peek() || holder === this.crowd.ownId()) return;
    // `own` is set only once the service agreed: that someone else holds it now means that it was taken.
    this.drop();
    if (by) this.notices.say('screen.taken', { name: by.name });
  }

  private async chosen(choose: () => Promise<MediaStream>): Promise<MediaStream | null> {
    this.choosing = true;
    try {
      return await choose();
    } catch (error) {
      const refused = (error as DOMException).name === 'NotAllowedError';
      this.notices.say(refused ? 'screen.refused' : 'screen.failed');
      return null;
    } finally {
      this.choosing = false;
    }
  }

  private async offer(stream: MediaStream, takeover: boolean): Promise<void> {
    try {
      await this.wire.call('screen.request', takeover ? { takeover: true } : {});
    } catch (error) {
      stop(stream);
      this.refused(error as WireError);
      return;
    }
    this.take(stream);
  }

  private take(stream: MediaStream): void {
    const [video] = stream.getVideoTracks();
    if (!video || video.readyState === 'ended') {
      // Stopped by the browser's own bar while the service was asked.
      stop(stream);
      this.wire.call('screen.release', {}).catch(() => undefined);
      return;
    }
    // Text before motion.
    video.contentHint = 'detail';
    video.onended = () => this.stop();
    this.own.value = stream;
  }

  /** The connection was lost for so long that the service gave the place away: asks for it again. */
  private async resume(): Promise<void> {
    try {
      await this.wire.call('screen.request', {});
    } catch (error) {
      this.drop();
      this.refused(error as WireError);
    }
  }

  private refused(error: WireError): void {
    const holder = error.data?.holder as Who | undefined;
    if (error.wireName === 'busy' && holder) this.busy.value = holder;
    else this.notices.say(failureKey(error));
  }

  private drop(): void {
    const stream = this.own.peek();
    if (!stream) return;
    this.own.value = null;
    stop(stream);
  }
}

function stop(stream: MediaStream): void {
  for (const track of stream.getTracks()) {
    track.onended = null;
    track.stop();
  }
}

/** `getDisplayMedia` with sound, where the browser has it. */
export function screenChooser(): Chooser {
  const devices = globalThis.navigator?.mediaDevices as Partial<MediaDevices> | undefined;
  if (!devices?.getDisplayMedia) return null;
  return () =>
    (devices as MediaDevices).getDisplayMedia({ video: { frameRate: { ideal: 15, max: 30 } }, audio: true });
}
