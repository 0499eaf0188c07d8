// A service that a test answers for, and the smallest result of room.join.
import { WireError, type ErrorName, type JoinResult } from '../../src/signal/types';

interface Call {
  method: string;
  params: Record<string, unknown>;
}

export class FakeWire {
  readonly calls: Call[] = [];
  readonly notified: Call[] = [];
  /** Method → answer, or what computes it; a WireError is a refusal. Others are answered with {}. */
  readonly answers: Record<string, unknown> = {};

  async call<T>(method: string, params: object): Promise<T> {
    this.calls.push({ method, params: params as Call['params'] });
    const answer = this.answers[method] ?? {};
    const result: unknown = typeof answer === 'function' ? (answer as (p: object) => unknown)(params) : answer;
    if (result instanceof WireError) throw result;
    return (await result) as T;
  }

  notify(method: string, params: object): void {
    this.notified.push({ method, params: params as Call['params'] });
  }

  of(method: string): Call['params'][] {
    return this.calls.filter((call) => call.method === method).map(({ params }) => params);
  }
}

export const refusal = (name: ErrorName | 'network', data = {}) => new WireError(name, 'by the test', data);

export function joinResult(more: Partial<JoinResult> = {}): JoinResult {
  return {
    you: { id: 'me', name: 'Me', role: 'speaker' },
    resume: 'secret',
    room: { id: 'r', number: '1', title: 'Class', kind: 'meeting' },
    participants: [],
    publish: { audio: true, video: true, screen: true },
    slots: { video: 6, screen: 1, audio: 3, screenAudio: 1 },
    peers: { publish: false, subscribe: false },
    ...more,
  };
}

export const settled = () => new Promise((resolve) => setImmediate(resolve));

/** Calls a handler as the service would. */
export function say(store: { handlers: Record<string, (params: never) => void> }, method: string, params: object): void {
  const handler = store.handlers[method];
  if (!handler) throw new Error(`nobody listens to ${method}`);
  handler(params as never);
}
