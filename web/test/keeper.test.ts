import assert from 'node:assert/strict';
import { test } from 'node:test';
import { orElse, restKeeper, wireKeeper } from '../src/signal/keeper';
import { FakeKeeper, recording } from './support/recording';
import { FakeWire, refusal } from './support/wire';

interface Asked {
  path: string;
  method: string;
  authorization: string | undefined;
  body: unknown;
}

/** What is asked over REST while `work` runs. */
async function asking(work: () => Promise<unknown>): Promise<Asked[]> {
  const real = globalThis.fetch;
  const asked: Asked[] = [];
  const fake = async (path: string, init: { method: string; headers: Record<string, string>; body?: string }) => {
    const body: unknown = init.body === undefined ? undefined : JSON.parse(init.body);
    asked.push({ path, method: init.method, authorization: init.headers.Authorization, body });
    return Response.json({ recording: recording('x'), recordings: [] });
  };
  globalThis.fetch = fake as unknown as typeof fetch;
  try {
    await work();
  } finally {
    globalThis.fetch = real;
  }
  return asked;
}

test('over REST by the host key, in the words of openapi.yaml', async () => {
  const keeper = restKeeper('r/1', 'key');
  const asked = await asking(async () => {
    await keeper.list();
    await keeper.list('old one');
    await keeper.discard('a');
    await keeper.restore('a');
    await keeper.compose('a', { layout: 'grid', leaveOut: ['p'] });
    await keeper.first('a', 'f');
  });
  assert.deepEqual(
    asked.map(({ method, path, body }) => [method, path, body].filter((part) => part !== undefined)),
    [
      ['GET', '/api/rooms/r%2F1/recordings?limit=20'],
      ['GET', '/api/rooms/r%2F1/recordings?limit=20&before=old+one'],
      ['DELETE', '/api/recordings/a'],
      ['POST', '/api/recordings/a/restore', {}],
      ['POST', '/api/recordings/a/compose', { layout: 'grid', leaveOut: ['p'] }],
      ['POST', '/api/recordings/a/first', { file: 'f' }],
    ],
  );
  assert.ok(asked.every(({ authorization }) => authorization === 'Bearer key'));
});

test('without a key the login of the browser counts', async () => {
  const [asked] = await asking(() => restKeeper('r').list());
  assert.equal(asked?.authorization, undefined);
});

test('over the socket of the room', async () => {
  const wire = new FakeWire();
  const keeper = wireKeeper(wire);
  await keeper.list();
  await keeper.discard('a');
  await keeper.restore('a');
  await keeper.compose('a', { layout: 'speaker', leaveOut: [] });
  await keeper.first('a', 'f');
  assert.deepEqual(
    wire.calls.map(({ method, params }) => `${method} ${JSON.stringify(params)}`),
    [
      'recording.list {}',
      'recording.discard {"id":"a"}',
      'recording.restore {"id":"a"}',
      'recording.compose {"id":"a","layout":"speaker","leaveOut":[]}',
      'recording.first {"id":"a","file":"f"}',
    ],
  );
});

test('what the first one refuses the second one is asked; refused by both, the first refusal counts', async () => {
  const [key, socket] = [new FakeKeeper(), new FakeKeeper()];
  const both = orElse(key, socket);
  await both.list();
  assert.deepEqual([key.asked, socket.asked], [['list'], []]);
  key.refusal = refusal('forbidden');
  assert.equal((await both.restore('a')).id, 'a');
  socket.refusal = refusal('network');
  await assert.rejects(both.discard('a'), { wireName: 'forbidden' });
});
