// Order in class: raised hands, who leads, who may come in, and what a host does with all of it.
import { batch, computed, signal } from '@preact/signals';
import type { Hand, JoinResult, Role, Waiting, Who, RoomInfo } from '../signal/types';
import type { Announcer } from './announcer';
import { failureKey, type Notices } from './notices';
import type { Handlers, Store, Wire } from './store';

/** What the order needs of the rest of the stay. */
export interface Class {
  ownId(): string | undefined;
  nameOf(id: string): string;
  /** Switches our own off, because a host said so. */
  silence(audio: boolean, video: boolean): void;
}

export interface Rules {
  host: string | null;
  locked: boolean;
  waitingRoom: boolean;
  title: string;
}

export class Order implements Store {
  /** In the order in which they were raised. */
  readonly hands = signal<readonly Hand[]>([]);
  readonly rules = signal<Rules>({ host: null, locked: false, waitingRoom: false, title: '' });
  readonly waiting = signal<readonly Waiting[]>([]);
  readonly roster = signal<readonly string[]>([]);
  private readonly own = signal('');
  readonly handUp = computed(() => this.hands.value.some(({ participant }) => participant === this.own.value));

  constructor(
    private readonly wire: Wire,
    private readonly room: Class,
    private readonly announcer: Announcer,
    private readonly notices: Notices,
  ) {}

  joined({ you, room, waiting, roster }: JoinResult): void {
    batch(() => {
      this.own.value = you.id;
      this.hands.value = room.hands ?? [];
      this.rules.value = { ...this.rules.peek(), ...definedOf(room) };
      this.waiting.value = waiting ?? [];
      this.roster.value = roster ?? [];
    });
  }

  /** 1 for the first who raised a hand; 0 = no hand up. */
  placeOf(id: string): number {
    return this.hands.value.findIndex(({ participant }) => participant === id) + 1;
  }

  raise(raised = !this.handUp.peek()): void {
    this.ask('hand.raise', { raised });
  }

  /** Without an id: all hands. */
  lowerHand(id?: string): void {
    this.ask('hand.lower', id === undefined ? {} : { id });
  }

  /** Without an id: everyone but hosts. */
  mute(id?: string): void {
    this.ask('participant.mute', { ...(id === undefined ? {} : { id }), audio: true });
  }

  stopVideo(id: string): void {
    this.ask('participant.mute', { id, video: true });
  }

  remove(id: string): void {
    this.ask('participant.remove', { id });
  }

  role(id: string, role: Role): void {
    this.ask('participant.role', { id, role });
  }

  update(change: Partial<Omit<Rules, 'host'>>): void {
    this.ask('room.update', change);
  }

  /** Without an id: all who wait. */
  admit(admit: boolean, id?: string): void {
    this.ask('waiting.answer', { ...(id === undefined ? {} : { id }), admit });
  }

  readonly handlers: Handlers = {
    'hand.changed': ({ hands }: { hands: Hand[] }) => this.handsChanged(hands),
    'room.changed': ({ room }: { room: Partial<Rules> }) =>
      (this.rules.value = { ...this.rules.peek(), ...definedOf(room) }),
    'waiting.changed': ({ waiting }: { waiting: Waiting[] }) => this.waitingChanged(waiting),
    'media.muted': ({ by, audio, video }: { by: Who; audio: boolean; video: boolean }) => {
      this.room.silence(audio, video);
      this.notices.say(audio ? 'say.muted' : 'say.videoStopped', { name: by.name });
    },
  };

  private waitingChanged(waiting: Waiting[]): void {
    const before = this.waiting.peek();
    this.waiting.value = waiting;
    for (const { id, name } of waiting) {
      if (!before.some((known) => known.id === id))
        this.notices.say('people.wantsIn', { name }, { text: 'people.admit', run: () => this.admit(true, id) });
    }
  }

  private handsChanged(hands: Hand[]): void {
    const before = this.hands.peek();
    this.hands.value = hands;
    for (const { participant } of hands) {
      const isNew = !before.some((known) => known.participant === participant);
      if (isNew && participant !== this.room.ownId())
        this.announcer.add({ kind: 'hand', name: this.room.nameOf(participant) });
    }
  }

  private ask(method: string, params: object): void {
    this.wire.call(method, params).then(
      () => undefined,
      (error: unknown) => this.notices.say(failureKey(error)),
    );
  }
}

function definedOf(room: Partial<Rules> | RoomInfo): Partial<Rules> {
  const { host, locked, waitingRoom, title } = room;
  return {
    ...(host === undefined ? {} : { host }),
    ...(locked === undefined ? {} : { locked }),
    ...(waitingRoom === undefined ? {} : { waitingRoom }),
    ...(title === undefined ? {} : { title }),
  };
}
