import assert from 'node:assert/strict';
import { test } from 'node:test';
import { request } from '../src/signal/http';
import { WireError } from '../src/signal/types';

const asked: { path: string; init: RequestInit }[] = [];

function answers(status: number, body: unknown): void {
  Object.assign(globalThis, {
    fetch: (path: string, init: RequestInit) => {
      asked.push({ path, init });
      const text = body === undefined ? null : typeof body === 'string' ? body : JSON.stringify(body);
      return Promise.resolve(new Response(text, { status }));
    },
  });
}

async function failure(promise: Promise<unknown>): Promise<WireError> {
  const error: unknown = await promise.then(
    () => null,
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof WireError);
  return error;
}

test('an object goes as JSON, a file as it is, a bearer in its header', async () => {
  answers(200, { ok: 1 });
  assert.deepEqual(await request('/a', { method: 'POST', body: { x: 1 } }), { ok: 1 });
  assert.equal(asked.at(-1)?.init.body, '{"x":1}');
  assert.deepEqual(asked.at(-1)?.init.headers, { 'Content-Type': 'application/json' });

  const picture = new Blob(['…'], { type: 'image/jpeg' });
  await request('/b', { method: 'PUT', body: picture, bearer: 'me' });
  assert.equal(asked.at(-1)?.init.body, picture);
  assert.deepEqual(asked.at(-1)?.init.headers, { 'Content-Type': 'image/jpeg', Authorization: 'Bearer me' });
});

test('an answer without content is null', async () => {
  answers(204, undefined);
  assert.equal(await request('/a', { method: 'DELETE' }), null);
});

test('an error bears its name and what is said besides', async () => {
  answers(403, { error: { code: -32004, message: 'no', data: { name: 'forbidden', reason: 'locked' } } });
  const error = await failure(request('/a'));
  assert.equal(error.wireName, 'forbidden');
  assert.equal(error.data.reason, 'locked');
});

test('an error without a name is named by its status; what is no JSON is internal', async () => {
  answers(404, {});
  assert.equal((await failure(request('/a'))).wireName, 'not-found');
  answers(502, '<html>');
  assert.equal((await failure(request('/a'))).wireName, 'internal');
  answers(200, '<html>');
  assert.equal((await failure(request('/a'))).wireName, 'internal');
});

test('no answer at all is the network', async () => {
  Object.assign(globalThis, { fetch: () => Promise.reject(new TypeError('failed to fetch')) });
  assert.equal((await failure(request('/a'))).wireName, 'network');
});
