import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Heartbeat } from '../src/signal/heartbeat';
import { Rpc, type Reply } from '../src/signal/rpc';
import { WireError } from '../src/signal/types';

class FakeSocket {
  static readonly OPEN = 1;
  static last: FakeSocket;
  readyState = 1;
  sent: Record<string, unknown>[] = [];
  onopen?: () => void;
  onmessage?: (event: { data: string }) => void;
  onclose?: (event: { code: number; reason: string }) => void;

  constructor(
    readonly url: string,
    readonly protocol: string,
  ) {
    FakeSocket.last = this;
  }
  send(text: string) {
    this.sent.push(JSON.parse(text) as Record<string, unknown>);
  }
  close() {
    this.readyState = 3;
  }
  say(message: object) {
    this.onmessage?.({ data: JSON.stringify({ jsonrpc: '2.0', ...message }) });
  }
}
Object.assign(globalThis, { WebSocket: FakeSocket });

function open(
  asked: (method: string, params: never, reply: Reply) => Promise<void> | undefined = () => undefined,
) {
  const heard: unknown[] = [];
  const closed: number[] = [];
  const rpc = new Rpc('ws://x/ws', {
    opened: () => undefined,
    closed: (code) => closed.push(code),
    notified: (method, params) => heard.push([method, params]),
    asked,
  });
  return { rpc, heard, closed, socket: FakeSocket.last };
}

test('calls are answered by id, errors bear their name', async () => {
  const { rpc, socket } = open();
  assert.equal(socket.protocol, 'seodang.v1');
  const first = rpc.call('a', {});
  const second = rpc.call('b', { x: 1 });
  assert.deepEqual(socket.sent[1], { jsonrpc: '2.0', id: 2, method: 'b', params: { x: 1 } });
  socket.say({ id: 2, result: 'two' });
  socket.say({ id: 1, error: { code: -32001, message: 'no', data: { name: 'bad-ticket', why: 'old' } } });
  assert.equal(await second, 'two');
  await assert.rejects(
    first,
    (error: unknown) =>
      error instanceof WireError && error.wireName === 'bad-ticket' && error.data.why === 'old',
  );
});

test('a call without an answer fails in time, unless it depends on a person', async () => {
  const { rpc, socket } = open();
  const SOON_MS = 5;
  await assert.rejects(
    rpc.call('a', {}, SOON_MS),
    (error: unknown) => error instanceof WireError && error.wireName === 'network',
  );
  const patient = rpc.call('b', {}, SOON_MS);
  rpc.bePatient();
  await assert.rejects(rpc.call('c', {}, SOON_MS));
  socket.say({ id: 2, result: 'admitted' });
  assert.equal(await patient, 'admitted');
});

test('an error without a known name is internal', async () => {
  const { rpc, socket } = open();
  const call = rpc.call('a', {});
  socket.say({ id: 1, error: { code: -32601, message: 'no method' } });
  await assert.rejects(call, (error: unknown) => error instanceof WireError && error.wireName === 'internal');
});

test('a closed socket rejects what is pending and tells once', async () => {
  const { rpc, socket, closed } = open();
  const call = rpc.call('a', {});
  rpc.close(1006, 'lost');
  socket.onclose?.({ code: 1006, reason: '' });
  await assert.rejects(call, (error: unknown) => error instanceof WireError && error.wireName === 'network');
  await assert.rejects(rpc.call('b', {}));
  assert.deepEqual(closed, [1006]);
});

test('requests of the service are answered, failures and unknown methods by an error', async () => {
  const { socket } = open((method, _params, reply) => {
    if (method === 'good') return Promise.resolve(reply({ sdp: 'x' }));
    return method === 'bad' ? Promise.reject(new Error('broken')) : undefined;
  });
  socket.say({ id: 's1', method: 'good', params: {} });
  socket.say({ id: 's2', method: 'bad', params: {} });
  socket.say({ id: 's3', method: 'unknown' });
  await new Promise((resolve) => setImmediate(resolve));
  assert.deepEqual(socket.sent.find(({ id }) => id === 's1')?.result, { sdp: 'x' });
  assert.equal((socket.sent.find(({ id }) => id === 's2')?.error as { code: number }).code, -32603);
  assert.equal((socket.sent.find(({ id }) => id === 's3')?.error as { code: number }).code, -32601);
});

test('notifications arrive, garbage does not hurt', () => {
  const { heard, socket } = open();
  socket.onmessage?.({ data: '{' });
  socket.say({ id: 99, result: {} });
  socket.say({ method: 'media.slots', params: { slots: [] } });
  assert.deepEqual(heard, [['media.slots', { slots: [] }]]);
});

test('three beats without an answer are a lost connection; an answer forgives', async () => {
  const beats: (() => void)[] = [];
  const real = globalThis.setInterval;
  Object.assign(globalThis, { setInterval: (beat: () => void) => beats.push(beat) });
  let answer: () => Promise<unknown> = () => Promise.resolve();
  let lost = 0;
  const heartbeat = new Heartbeat(
    () => answer(),
    () => lost++,
  );
  heartbeat.start();
  Object.assign(globalThis, { setInterval: real });
  const beat = async () => {
    beats[0]?.();
    await Promise.resolve();
    await Promise.resolve();
  };
  for (let i = 0; i < 10; i++) await beat();
  assert.equal(lost, 0);
  answer = () => new Promise(() => undefined);
  for (let i = 0; i < 3; i++) await beat();
  assert.equal(lost, 0);
  await beat();
  assert.equal(lost, 1);
});
