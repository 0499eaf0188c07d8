// A 1:1 talk: asking, being asked, talking. The service cuts the two off from the class; here is only what the two see
// of it. One matter at a time: whoever is asked or talks is busy for everyone else.
import { signal } from '@preact/signals';
import type { Who } from '../signal/types';
import { failureKey, type Notices } from './notices';
import type { Handlers, Store, Wire } from './store';

/** A question expires after this, unless the service says otherwise. */
export const ANSWER_MS = 30_000;

type WireState = 'asked' | 'active' | 'declined' | 'expired' | 'ended' | 'busy';

type Outcome = Exclude<WireState, 'asked' | 'active'>;

interface Changed {
  talk: string;
  state: WireState;
  /** The two, or the other one. */
  with?: string | Who;
  from?: Who;
  /** Of a question: how long the service waits for the answer. */
  answerMs?: number;
}

export type Talking =
  | { state: 'none' }
  /** We asked; `until` is a time of Date.now(). */
  | { state: 'asking'; talk: string; partner: Who; until: number }
  | { state: 'asked'; talk: string; partner: Who; until: number; accepted?: true }
  | { state: 'active'; talk: string; partner: Who };

const NONE: Talking = { state: 'none' };

export class Talk implements Store {
  readonly now = signal<Talking>(NONE);

  constructor(
    private readonly wire: Wire,
    private readonly crowd: { ownId(): string | undefined; nameOf(id: string): string },
    private readonly notices: Notices,
  ) {}

  /** In again: a lost connection has ended whatever was asked or under way. */
  joined(): void {
    const now = this.now.peek();
    this.now.value = NONE;
    if (now.state === 'active') this.tell('ended', now);
  }

  async request(partner: Who): Promise<void> {
    if (this.now.peek().state !== 'none') return;
    this.now.value = { state: 'asking', talk: '', partner, until: Date.now() + ANSWER_MS };
    try {
      const { talk, state } = await this.wire.call<{ talk: string; state: WireState }>('talk.request', {
        to: partner.id,
      });
      const now = this.now.peek();
      // The answer may have been overtaken by what happened next.
      if (now.state === 'asking' && now.talk === '') this.apply({ talk, state, with: partner });
    } catch (error) {
      if (this.now.peek().state === 'asking') this.now.value = NONE;
      const busy = (error as { wireName?: string }).wireName === 'busy';
      this.notices.say(busy ? 'talk.busy' : failureKey(error), { name: partner.name });
    }
  }

  answer(accept: boolean): void {
    const now = this.now.peek();
    if (now.state !== 'asked' || now.accepted) return;
    this.wire.call('talk.answer', { talk: now.talk, accept }).catch((error: unknown) => this.failed(error));
    // Accepted, it begins when the service says that the cut is done.
    this.now.value = accept ? { ...now, accepted: true } : NONE;
  }

  /** Hangs up, or takes the question back. */
  end(): void {
    const now = this.now.peek();
    if (now.state !== 'asking' && now.state !== 'active') return;
    this.wire.call('talk.end', { talk: now.talk }).catch((error: unknown) => this.failed(error));
    this.now.value = NONE;
  }

  readonly handlers: Handlers = {
    'talk.changed': (changed: Changed) => this.apply(changed),
  };

  private apply(changed: Changed): void {
    const step = this.steps[changed.state];
    if (step) step(changed);
    else this.over(changed);
  }

  /** What begins or goes on; every other state ends the matter. */
  private readonly steps: Partial<Record<WireState, (changed: Changed) => void>> = {
    asked: (changed) => {
      const now = this.now.peek();
      const { talk, answerMs } = changed;
      const until = Date.now() + (answerMs ?? ANSWER_MS);
      if (now.state === 'asking' && (now.talk === '' || now.talk === talk))
        this.now.value = { ...now, talk, until: answerMs === undefined ? now.until : until };
      else if (now.state === 'none' && changed.from?.id !== this.crowd.ownId())
        this.now.value = { state: 'asked', talk, partner: this.partnerOf(changed), until };
    },
    active: (changed) =>
      (this.now.value = { state: 'active', talk: changed.talk, partner: this.partnerOf(changed) }),
  };

  private over({ talk, state }: Changed): void {
    const now = this.now.peek();
    if (now.state === 'none' || (now.talk !== talk && now.talk !== '')) return;
    this.now.value = NONE;
    this.tell(state as Outcome, now);
  }

  /** What became of it, unless it was our own doing. */
  private tell(state: Outcome, before: Exclude<Talking, { state: 'none' }>): void {
    const { name } = before.partner;
    if (before.state === 'asked') this.notices.say(state === 'expired' ? 'talk.missed' : 'talk.withdrawn', { name });
    else this.notices.say(`talk.${state}`, { name });
  }

  private partnerOf({ from, with: other }: Changed): Who {
    const now = this.now.peek();
    if (from && from.id !== this.crowd.ownId()) return from;
    const id = typeof other === 'string' ? other : other?.id;
    if (id !== undefined && id !== this.crowd.ownId()) return { id, name: this.crowd.nameOf(id) };
    return now.state === 'none' ? { id: id ?? '', name: '' } : now.partner;
  }

  private failed(error: unknown): void {
    this.now.value = NONE;
    this.notices.say(failureKey(error));
  }
}
