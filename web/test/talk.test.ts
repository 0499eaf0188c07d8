import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Notices } from '../src/room/notices';
import { Talk } from '../src/room/talk';
import { FakeWire, refusal, say, settled } from './support/wire';

const BEN = { id: 'ben', name: 'Ben' };
const ME = { id: 'me', name: 'Me' };

function talk() {
  const wire = new FakeWire();
  const notices = new Notices();
  const crowd = { ownId: () => 'me', nameOf: (id: string) => (id === 'ben' ? 'Ben' : '') };
  const store = new Talk(wire, crowd, notices);
  wire.answers['talk.request'] = { talk: 't1', state: 'asked' };
  const state = () => store.now.peek().state;
  const told = () => notices.list.peek().map(({ text, values }) => `${text} ${values.name ?? ''}`.trim());
  return { wire, store, state, told };
}

test('asked and accepted: both are in it only when the service says that the cut is done', async () => {
  const asker = talk();
  await asker.store.request(BEN);
  assert.equal(asker.state(), 'asking');
  say(asker.store, 'talk.changed', { talk: 't1', state: 'asked', with: 'ben', from: ME });
  assert.equal(asker.state(), 'asking');
  say(asker.store, 'talk.changed', { talk: 't1', state: 'active', with: 'ben' });
  assert.deepEqual(asker.store.now.peek(), { state: 'active', talk: 't1', partner: BEN });

  const asked = talk();
  say(asked.store, 'talk.changed', { talk: 't1', state: 'asked', with: 'ben', from: BEN });
  asked.store.answer(true);
  asked.store.answer(true);
  assert.equal(asked.state(), 'asked');
  assert.deepEqual(asked.wire.of('talk.answer'), [{ talk: 't1', accept: true }]);
  say(asked.store, 'talk.changed', { talk: 't1', state: 'active', with: 'ben' });
  assert.deepEqual(asked.store.now.peek(), { state: 'active', talk: 't1', partner: BEN });
});

test('both count down from what the service gives', async () => {
  const ends = ({ store }: ReturnType<typeof talk>) => (store.now.peek() as { until: number }).until - Date.now();
  const asker = talk();
  await asker.store.request(BEN);
  say(asker.store, 'talk.changed', { talk: 't1', state: 'asked', with: 'ben', from: ME, answerMs: 90_000 });
  const asked = talk();
  say(asked.store, 'talk.changed', { talk: 't1', state: 'asked', with: 'ben', from: BEN, answerMs: 90_000 });
  for (const one of [asker, asked]) assert.ok(ends(one) > 80_000 && ends(one) <= 90_000);
});

for (const outcome of ['declined', 'expired', 'busy', 'ended'] as const) {
  test(`the asker is told: ${outcome}`, async () => {
    const { store, state, told } = talk();
    await store.request(BEN);
    say(store, 'talk.changed', { talk: 't1', state: outcome, with: 'ben' });
    assert.equal(state(), 'none');
    assert.deepEqual(told(), [`talk.${outcome} Ben`]);
  });
}

test('busy at once, as an answer', async () => {
  const { wire, store, state, told } = talk();
  wire.answers['talk.request'] = { talk: 't1', state: 'busy' };
  await store.request(BEN);
  assert.equal(state(), 'none');
  assert.deepEqual(told(), ['talk.busy Ben']);
});

test('crossed requests: the answer may come after the talk has begun', async () => {
  const { wire, store } = talk();
  let reply: (answer: unknown) => void = () => undefined;
  wire.answers['talk.request'] = new Promise((resolve) => (reply = resolve));
  const request = store.request(BEN);
  say(store, 'talk.changed', { talk: 't1', state: 'asked', with: 'ben', from: BEN });
  say(store, 'talk.changed', { talk: 't1', state: 'active', with: 'ben' });
  reply({ talk: 't1', state: 'active' });
  await request;
  assert.deepEqual(store.now.peek(), { state: 'active', talk: 't1', partner: BEN });
});

test('declined or ended by ourselves: nothing needs to be told', async () => {
  const { wire, store, state, told } = talk();
  say(store, 'talk.changed', { talk: 't1', state: 'asked', with: 'ben', from: BEN });
  store.answer(false);
  assert.equal(state(), 'none');
  say(store, 'talk.changed', { talk: 't1', state: 'declined', with: 'ben' });
  say(store, 'talk.changed', { talk: 't2', state: 'active', with: 'ben' });
  store.end();
  say(store, 'talk.changed', { talk: 't2', state: 'ended', with: 'ben' });
  assert.deepEqual(wire.of('talk.end'), [{ talk: 't2' }]);
  assert.deepEqual([state(), ...told()], ['none']);
});

test('a question that nobody answered is told to the one who was asked, and one taken back too', () => {
  for (const [outcome, words] of [
    ['expired', 'talk.missed Ben'],
    ['ended', 'talk.withdrawn Ben'],
  ] as const) {
    const { store, state, told } = talk();
    say(store, 'talk.changed', { talk: 't1', state: 'asked', with: 'ben', from: BEN });
    say(store, 'talk.changed', { talk: 't1', state: outcome, with: 'ben' });
    assert.deepEqual([state(), ...told()], ['none', words]);
  }
});

test('who talks or asks cannot ask someone else, and is not disturbed by the end of another talk', async () => {
  const { wire, store, state } = talk();
  say(store, 'talk.changed', { talk: 't1', state: 'active', with: 'ben' });
  await store.request({ id: 'cho', name: 'Cho' });
  assert.deepEqual(wire.of('talk.request'), []);
  say(store, 'talk.changed', { talk: 't9', state: 'ended', with: 'cho' });
  assert.equal(state(), 'active');
});

test('a refusal is told; a lost connection ends what was', async () => {
  const { wire, store, state, told } = talk();
  wire.answers['talk.request'] = refusal('not-found');
  await store.request(BEN);
  await settled();
  assert.deepEqual([state(), ...told()], ['none', 'error.not-found Ben']);
  say(store, 'talk.changed', { talk: 't1', state: 'active', with: 'ben' });
  store.joined();
  assert.deepEqual([state(), told().at(-1)], ['none', 'talk.ended Ben']);
});
