// The others in the room, who speaks, and how our own connection is.
import { batch, computed, signal } from '@preact/signals';
import type { ConnectionState, JoinResult, Participant, You } from '../signal/types';
import type { Announcer } from './announcer';
import * as people from './people';
import type { Handlers, Store } from './store';

export class Crowd implements Store {
  readonly you = signal<You | null>(null);
  readonly people = signal<people.People>([]);
  /** Loudest first. */
  readonly speaking = signal<readonly string[]>([]);
  /** How our own connection is, as the service sees it. */
  readonly quality = signal<ConnectionState>('ok');
  readonly count = computed(() => this.people.value.length + 1);

  constructor(private readonly announcer: Announcer) {}

  joined({ you, participants }: JoinResult): void {
    batch(() => {
      this.you.value = you;
      this.people.value = people.refreshed(
        this.people.peek(),
        participants.filter(({ id }) => id !== you.id),
      );
      this.speaking.value = [];
      this.quality.value = you.connection ?? 'ok';
    });
  }

  find(id: string): Participant | undefined {
    return this.people.peek().find((known) => known.id === id);
  }

  nameOf(id: string): string {
    const you = this.you.peek();
    return you?.id === id ? you.name : (this.find(id)?.name ?? '');
  }

  readonly handlers: Handlers = {
    'media.speaking': ({ participants }: { participants: string[] }) => (this.speaking.value = participants),
    'participant.joined': ({ participant }: { participant: Participant }) => this.came(participant),
    'participant.changed': ({ participant }: { participant: Participant }) => this.changed(participant),
    'participant.left': ({ id }: { id: string }) => this.went(id),
  };

  private came(participant: Participant): void {
    if (participant.id === this.you.peek()?.id) return;
    const known = this.find(participant.id) !== undefined;
    this.people.value = people.joined(this.people.peek(), participant);
    if (!known) this.announcer.add({ kind: 'joined', name: participant.name });
  }

  private changed(participant: Participant): void {
    this.people.value = people.changed(this.people.peek(), participant);
    const you = this.you.peek();
    if (participant.id !== you?.id) return;
    if (participant.connection) this.quality.value = participant.connection;
    if (participant.avatar !== undefined) this.you.value = { ...you, avatar: participant.avatar };
  }

  private went(id: string): void {
    const gone = this.find(id);
    if (!gone) return;
    this.people.value = people.left(this.people.peek(), id);
    this.announcer.add({ kind: 'left', name: gone.name });
  }
}
