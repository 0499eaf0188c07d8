// The connection of one participant over any number of sockets: joins with a ticket, and whenever the socket is lost
// comes back with the resume secret, by itself, until told to stop. Owns the current Rpc and the heartbeat.
import { signal } from '@preact/signals';
import { backoffMs } from './backoff';
import { Heartbeat } from './heartbeat';
import { Rpc, type Reply } from './rpc';
import { WireError, type Credentials, type ErrorName, type JoinResult } from './types';

/** Answers to room.join that no repetition can change. */
const FINAL: readonly string[] = [
  'bad-ticket',
  'not-found',
  'in-use',
  'forbidden',
  'limit',
] satisfies ErrorName[];
const LOST = 1006;
const NORMAL = 1000;

export interface ConnectionListener {
  /** What to join with next; asked anew for every socket. */
  credentials(): Credentials;
  joined(result: JoinResult): void;
  /** room.join was refused for good. */
  refused(error: WireError): void;
  notified(method: string, params: never): void;
  asked(method: string, params: never, reply: Reply): Promise<void> | undefined;
}

export class Connection {
  /** `retryAt` is a time of Date.now(), 0 while an attempt is under way. */
  readonly state = signal<{ open: boolean; everOpen: boolean; retryAt: number }>({
    open: false,
    everOpen: false,
    retryAt: 0,
  });
  private rpc: Rpc | null = null;
  private readonly heartbeat = new Heartbeat(
    () => this.rpc?.call('ping', {}),
    () => this.rpc?.close(LOST, 'no answer'),
  );
  private attempt = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private stopped = false;
  private last = false;

  constructor(
    private readonly url: string,
    private readonly listener: ConnectionListener,
  ) {
    addEventListener('online', this.hurry);
  }

  /** Opens the first socket, or at once another one in place of the present one. */
  start(): void {
    clearTimeout(this.timer);
    this.stopped = this.last = false;
    const old = this.rpc;
    this.rpc = null;
    old?.close(NORMAL, 'replaced by the same page');
    this.open();
  }

  stop(): void {
    this.stopped = true;
    clearTimeout(this.timer);
    this.heartbeat.stop();
    removeEventListener('online', this.hurry);
    const rpc = this.rpc;
    this.rpc = null;
    rpc?.close(NORMAL, 'left');
  }

  /** The present socket is the last one: what is lost now stays lost. */
  stay(): void {
    this.last = true;
  }

  call<T>(method: string, params: object): Promise<T> {
    return this.rpc
      ? this.rpc.call<T>(method, params)
      : Promise.reject(new WireError('network', 'not connected'));
  }

  /** The answer to room.join depends on a person: it is awaited without end, and the heartbeat watches the line. */
  bePatient(): void {
    this.rpc?.bePatient();
    this.heartbeat.start();
  }

  notify(method: string, params: object): void {
    this.rpc?.notify(method, params);
  }

  private readonly hurry = () => {
    if (this.stopped || this.last || this.rpc) return;
    clearTimeout(this.timer);
    this.open();
  };

  private open(): void {
    this.state.value = { ...this.state.peek(), open: false, retryAt: 0 };
    const rpc: Rpc = new Rpc(this.url, {
      opened: () => void this.join(rpc),
      closed: () => this.lost(rpc),
      notified: (method, params) => rpc === this.rpc && this.listener.notified(method, params),
      asked: (method, params, reply) =>
        rpc === this.rpc ? this.listener.asked(method, params, reply) : undefined,
    });
    this.rpc = rpc;
  }

  private async join(rpc: Rpc): Promise<void> {
    try {
      const result = await rpc.call<JoinResult>('room.join', this.listener.credentials());
      if (rpc !== this.rpc) return;
      this.attempt = 0;
      this.state.value = { open: true, everOpen: true, retryAt: 0 };
      this.heartbeat.start();
      this.listener.joined(result);
    } catch (error) {
      if (rpc !== this.rpc) return;
      const refusal = error instanceof WireError && FINAL.includes(error.wireName) ? error : null;
      if (!refusal) return rpc.close(LOST, 'not joined');
      this.heartbeat.stop();
      this.rpc = null;
      rpc.close(NORMAL, 'refused');
      this.listener.refused(refusal);
    }
  }

  private lost(rpc: Rpc): void {
    if (rpc !== this.rpc || this.stopped) return;
    this.rpc = null;
    this.heartbeat.stop();
    if (this.last) {
      this.state.value = { ...this.state.peek(), open: false, retryAt: 0 };
      return;
    }
    const wait = backoffMs(this.attempt++, Math.random());
    this.state.value = { ...this.state.peek(), open: false, retryAt: Date.now() + wait };
    this.timer = setTimeout(() => this.open(), wait);
  }
}
