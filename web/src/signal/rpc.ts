// JSON-RPC 2.0 over one WebSocket: calls out, requests and notifications in. One Rpc per socket; it never
// reconnects (connection.ts does). Requests from the service are answered through `reply`, so that the answerer can
// send more right behind its answer (candidates after an SDP).
import { WireError, isErrorName } from './types';

export const SUBPROTOCOL = 'seodang.v1';
const CALL_TIMEOUT_MS = 10_000;
const METHOD_NOT_FOUND = -32601;
const INTERNAL_ERROR = -32603;

export type Reply = (result: unknown) => void;

export interface RpcListener {
  opened(): void;
  closed(code: number, reason: string): void;
  notified(method: string, params: never): void;
  /** Answers a request through `reply`; undefined = no such method; a rejection becomes an error answer. */
  asked(method: string, params: never, reply: Reply): Promise<void> | undefined;
}

interface Message {
  id?: number | string | null;
  method?: string;
  params?: unknown;
  result?: unknown;
  error?: { code: number; message: string; data?: Record<string, unknown> };
}

interface Pending {
  resolve(result: never): void;
  reject(error: Error): void;
  timer: ReturnType<typeof setTimeout>;
}

export class Rpc {
  private readonly socket: WebSocket;
  private readonly pending = new Map<number, Pending>();
  private nextId = 1;
  private done = false;

  constructor(
    url: string,
    private readonly listener: RpcListener,
  ) {
    this.socket = new WebSocket(url, SUBPROTOCOL);
    this.socket.onopen = () => listener.opened();
    this.socket.onmessage = (event) => this.receive(event.data);
    this.socket.onclose = (event) => this.finish(event.code, event.reason);
  }

  call<T>(method: string, params: object, timeoutMs = CALL_TIMEOUT_MS): Promise<T> {
    const id = this.nextId++;
    return new Promise<T>((resolve, reject) => {
      const timer = setTimeout(
        () => this.settle(id)?.reject(new WireError('network', `${method}: no answer`)),
        timeoutMs,
      );
      this.pending.set(id, { resolve, reject, timer });
      if (!this.send({ id, method, params }))
        this.settle(id)?.reject(new WireError('network', `${method}: not connected`));
    });
  }

  /** What is asked now waits for a person's decision: it has all the time of the world. */
  bePatient(): void {
    for (const { timer } of this.pending.values()) clearTimeout(timer);
  }

  notify(method: string, params: object): void {
    this.send({ method, params });
  }

  /** Gives this socket up; `closed` is told at once, without waiting for the other side. */
  close(code: number, reason: string): void {
    this.socket.close(code === 1006 ? undefined : code, reason);
    this.finish(code, reason);
  }

  private send(message: object): boolean {
    if (this.done || this.socket.readyState !== WebSocket.OPEN) return false;
    this.socket.send(JSON.stringify({ jsonrpc: '2.0', ...message }));
    return true;
  }

  private settle(id: number): Pending | undefined {
    const pending = this.pending.get(id);
    if (pending) clearTimeout(pending.timer);
    this.pending.delete(id);
    return pending;
  }

  private finish(code: number, reason: string): void {
    if (this.done) return;
    this.done = true;
    for (const id of [...this.pending.keys()])
      this.settle(id)?.reject(new WireError('network', 'connection closed'));
    this.listener.closed(code, reason);
  }

  private receive(data: unknown): void {
    if (this.done) return;
    let message: Message;
    try {
      message = JSON.parse(String(data)) as Message;
    } catch {
      return;
    }
    if (message.method === undefined) this.answered(message);
    else if (message.id === undefined || message.id === null)
      this.listener.notified(message.method, (message.params ?? {}) as never);
    else this.answer(message.id, message.method, message.params ?? {});
  }

  private answered(message: Message): void {
    const pending = typeof message.id === 'number' ? this.settle(message.id) : undefined;
    if (!pending) return;
    if (!message.error) return pending.resolve(message.result as never);
    const { data = {}, message: text } = message.error;
    pending.reject(new WireError(isErrorName(data.name) ? data.name : 'internal', text, data));
  }

  private answer(id: number | string, method: string, params: unknown): void {
    const work = this.listener.asked(method, params as never, (result) => this.send({ id, result }));
    if (!work) {
      this.send({ id, error: { code: METHOD_NOT_FOUND, message: `no method ${method}` } });
      return;
    }
    work.catch((error: unknown) =>
      this.send({ id, error: { code: INTERNAL_ERROR, message: String(error), data: { name: 'internal' } } }),
    );
  }
}
