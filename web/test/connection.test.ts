import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Connection } from '../src/signal/connection';
import { byClock } from './support/clock';
import { settled } from './support/wire';

class FakeSocket {
  static readonly OPEN = 1;
  static readonly made: FakeSocket[] = [];
  readyState = 1;
  onopen?: () => void;
  onmessage?: (event: { data: string }) => void;
  onclose?: (event: { code: number; reason: string }) => void;
  private readonly sent: { id: number; method: string }[] = [];

  constructor() {
    FakeSocket.made.push(this);
  }
  send(text: string) {
    this.sent.push(JSON.parse(text) as { id: number; method: string });
  }
  close() {
    this.readyState = 3;
  }
  /** The service is reached and lets us in. */
  join() {
    this.onopen?.();
    const asked = this.sent.find(({ method }) => method === 'room.join');
    this.onmessage?.({ data: JSON.stringify({ jsonrpc: '2.0', id: asked?.id, result: {} }) });
    return settled();
  }
  lose() {
    this.readyState = 3;
    this.onclose?.({ code: 1006, reason: '' });
  }
}
Object.assign(globalThis, {
  WebSocket: FakeSocket,
  addEventListener: () => undefined,
  removeEventListener: () => undefined,
});

function connection() {
  const told: string[] = [];
  const made = new Connection('ws://x/ws', {
    credentials: () => ({ ticket: 't' }),
    joined: () => void told.push('joined'),
    refused: () => void told.push('refused'),
    notified: (method) => void told.push(method),
    asked: () => undefined,
  });
  made.start();
  return { made, told, socket: () => FakeSocket.made.at(-1) as FakeSocket };
}

test('what is lost is opened again by itself', () =>
  byClock(async (clock) => {
    const { made, told, socket } = connection();
    await socket().join();
    const first = socket();
    first.lose();
    assert.equal(made.state.peek().open, false);
    assert.ok(made.state.peek().retryAt > 0);
    clock.pass(5000);
    assert.notEqual(socket(), first);
    await socket().join();
    assert.deepEqual([told, made.state.peek().open], [['joined', 'joined'], true]);
    made.stop();
  }));

test('the last socket goes on telling, and is not replaced when it is lost', () =>
  byClock(async (clock) => {
    const { made, told, socket } = connection();
    await socket().join();
    const last = socket();
    made.stay();
    last.onmessage?.({ data: JSON.stringify({ jsonrpc: '2.0', method: 'recording.changed', params: {} }) });
    assert.deepEqual([told, made.state.peek().open], [['joined', 'recording.changed'], true]);
    last.lose();
    clock.pass(60_000);
    assert.deepEqual([made.state.peek(), socket()], [{ open: false, everOpen: true, retryAt: 0 }, last]);
    await assert.rejects(made.call('recording.list', {}), { wireName: 'network' });
    made.stop();
  }));
