// One's own part in the class: the role, what may be sent, and in a seminar the floor, which is given and taken.
import { signal } from '@preact/signals';
import type { JoinResult, Rights, You } from '../signal/types';
import type { Notices } from './notices';
import type { Handlers, Store } from './store';

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
  private seminar = false;
  private rights: Rights = { audio: false, video: false, screen: false };

  constructor(
    private readonly devices: FloorDevices,
    private readonly allow: (rights: Rights) => void,
    private readonly notices: Notices,
  ) {}

  joined({ you, room, publish }: JoinResult): void {
    this.seminar = room.kind === 'seminar';
    this.role.value = you.role;
    this.rights = publish;
    if (!mayTalk(publish)) this.silent();
  }

  /** The page was loaded anew: everyone's devices open as they were, but nobody's who has the floor without a word. */
  async cameBack(): Promise<void> {
    if (!mayTalk(this.rights)) return;
    if (this.seminar && this.role.peek() === 'speaker' && !this.devices.isOpen()) this.offered.value = true;
    else await this.devices.resume();
  }

  /** With the microphone, and the camera too if wanted. */
  async accept(camera: boolean): Promise<void> {
    this.offered.value = false;
    await this.devices.open(camera);
  }

  decline(): void {
    this.offered.value = false;
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
    if (this.seminar && before === 'listener' && mayTalk(publish)) this.offered.value = true;
    else if (!mayTalk(publish)) {
      this.silent();
      if (before !== 'listener') this.notices.say('floor.taken');
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
