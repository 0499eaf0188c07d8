// One's own part in the class: the role, what may be sent, and in a seminar the floor, which is given and taken.
import { computed, signal } from '@preact/signals';
import type { JoinResult, Rights, You } from '../signal/types';
import type { Notices } from './notices';
import type { Handlers, Store, Wire } from './store';

export interface FloorDevices {
  /** Opens the microphone, and the camera too if wanted. */
  open(camera: boolean): Promise<void>;
  /** Opens again what this person wants to use. */
  resume(): Promise<void>;
  isOpen(): boolean;
  release(): void;
}

export class Floor implements Store {
  readonly role = signal('');
  /** The floor was given and we have not said yet whether we take it. */
  readonly offered = signal(false);
  /** The floor was given and taken: it may be given back. */
  readonly held = computed(() => this.seminar.value && this.role.value === 'speaker' && !this.offered.value);
  private readonly seminar = signal(false);
  private leaving = false;
  private rights: Rights = { audio: false, video: false, screen: false };

  constructor(
    private readonly devices: FloorDevices,
    private readonly allow: (rights: Rights) => void,
    private readonly notices: Notices,
    private readonly wire: Pick<Wire, 'call'>,
  ) {}

  joined({ you, room, publish }: JoinResult): void {
    this.seminar.value = room.kind === 'seminar';
    this.role.value = you.role;
    this.rights = publish;
    if (!mayTalk(publish)) this.silent();
  }

  /** The page was loaded anew: everyone's devices open as they were, but nobody's who has the floor without a word. */
  async cameBack(): Promise<void> {
    if (!mayTalk(this.rights)) return;
    if (this.seminar.peek() && this.role.peek() === 'speaker' && !this.devices.isOpen()) this.offered.value = true;
    else await this.devices.resume();
  }

  /** With the microphone, and the camera too if wanted. */
  async accept(camera: boolean): Promise<void> {
    this.offered.value = false;
    await this.devices.open(camera);
  }

  /** Gives the floor back, or does not take it. The service's you.changed does the rest. */
  async leave(): Promise<void> {
    this.offered.value = false;
    this.leaving = true;
    try {
      await this.wire.call('floor.leave', {});
    } catch {
      this.notices.say('floor.kept');
    }
    this.leaving = false;
  }

  readonly handlers: Handlers = {
    'you.changed': ({ you }: { you: Partial<You> & { role: string; publish: Rights } }) =>
      this.changed(you.role, you.publish),
  };

  private changed(role: string, publish: Rights): void {
    const before = this.role.peek();
    this.role.value = role;
    this.rights = publish;
    this.allow(publish);
    if (this.seminar.peek() && before === 'listener' && mayTalk(publish)) this.offered.value = true;
    else if (!mayTalk(publish)) {
      this.silent();
      if (before !== 'listener' && !this.leaving) this.notices.say('floor.taken');
    } else if (role === 'host' && before !== 'host') this.notices.say('say.hostNow');
    else if (before === 'host' && role !== 'host') this.notices.say('say.hostNoMore');
  }

  private silent(): void {
    this.offered.value = false;
    this.devices.release();
  }
}

function mayTalk({ audio, video }: Rights): boolean {
  return audio || video;
}
