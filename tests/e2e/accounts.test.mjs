// Logging in: a teacher's own rooms, the password, the operators' list of accounts; each page without a finding of axe.
import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { Looks } from './support/axe.mjs';
import { Guests, text } from './support/guests.mjs';
import { Service } from './support/service.mjs';
import { until } from './support/wait.mjs';

const TIMEOUT = { timeout: 140_000 };
const PASSWORD = 'a long and quiet sentence';

let service;
const guests = new Guests();

before(async () => {
  service = await Service.start();
  service.createOperator('chief', PASSWORD);
});
after(() => service.stop());
afterEach(() => guests.leave());

async function logIn(person, account, password) {
  await person.page.goto(`${service.url}/login`);
  await person.type('input[name=account]', account);
  await person.type('input[name=password]', password);
  await person.click('form .primary');
}

/** Logged in and on the start page. */
async function loggedIn(name, account, password = PASSWORD, options = {}) {
  const person = await guests.arrive(name, 'chromium', options);
  await logIn(person, account, password);
  await person.page.waitForSelector('.start .own');
  return person;
}

/** An account made by the operator in the pages. */
async function makeAccount(operator, name, role = 'teacher') {
  await operator.page.goto(`${service.url}/account`);
  await operator.type('.add input[name=name]', name);
  await operator.page.select('.add select[name=role]', role);
  await operator.type('.add input[name=new]', PASSWORD);
  await operator.click('.add .primary');
  await operator.page.waitForSelector(`[data-account="${name}"]`);
}

test('a wrong password is refused in words, the right one leads in; logging out ends it', TIMEOUT, async () => {
  const chief = await guests.arrive('Chief');
  await chief.page.goto(service.url);
  await chief.click('.head-link');
  await chief.page.waitForSelector('input[name=account]');
  await logIn(chief, 'chief', 'wrong');
  await chief.page.waitForSelector('[role=alert]');
  assert.match(await text(chief, '[role=alert]'), /not right/);
  await logIn(chief, 'chief', PASSWORD);
  await chief.page.waitForSelector('.start .own');
  assert.equal(await text(chief, '.head-link'), 'chief');
  await chief.reload();
  await chief.page.waitForSelector('.start .own');
  await chief.click('.head-link');
  await chief.click('[data-action=log-out]');
  await chief.page.waitForSelector('.start');
  await chief.reload();
  await chief.page.waitForSelector('.head-link');
  assert.equal(await text(chief, '.head-link'), 'Log in');
  await chief.page.goto(`${service.url}/account`);
  await chief.page.waitForSelector('input[name=account]');
});

test('a teacher finds their class in any browser and is its host there, without a key', TIMEOUT, async () => {
  const operator = await loggedIn('Operator', 'chief');
  await makeAccount(operator, 'teacher');
  const teacher = await loggedIn('Teacher', 'teacher');
  const number = await teacher.create(service.url, { title: 'History' });
  await teacher.leave();
  await teacher.click('[data-action=leave-only]');

  const elsewhere = await loggedIn('Teacher', 'teacher');
  const row = await elsewhere.page.waitForSelector(`[data-room="${number}"]`);
  assert.match(await row.evaluate((node) => node.textContent), /History/);
  await elsewhere.click(`[data-room="${number}"] a`);
  await elsewhere.page.waitForSelector('.preview');
  await elsewhere.type('input[name=name]', 'Teacher');
  await elsewhere.enter();
  assert.equal(await elsewhere.page.evaluate(() => window.seodang.room.you.value.role), 'host');
});

test('another password: the old one is refused from then on', TIMEOUT, async () => {
  const operator = await loggedIn('Operator', 'chief');
  await makeAccount(operator, 'changing');
  const teacher = await loggedIn('Teacher', 'changing');
  const change = async (before, fresh) => {
    await teacher.type('input[name=old]', before);
    await teacher.type('input[name=new]', fresh);
    await teacher.click('[data-action=save-password]');
  };
  await teacher.page.goto(`${service.url}/account`);
  await change('not the old one', 'another quiet sentence');
  await teacher.page.waitForSelector('[role=alert]');
  assert.match(await text(teacher, '[role=alert]'), /present password/);
  await change(PASSWORD, 'password123');
  await until('well-known is refused', async () => /too well known/.test(await text(teacher, '[role=alert]')));
  await change(PASSWORD, 'another quiet sentence');
  await teacher.page.waitForSelector('.success');

  const again = await guests.arrive('Again');
  await logIn(again, 'changing', PASSWORD);
  await again.page.waitForSelector('[role=alert]');
  await logIn(again, 'changing', 'another quiet sentence');
  await again.page.waitForSelector('.start .own');
});

test('operators add and remove accounts; nobody else sees the list', TIMEOUT, async () => {
  const operator = await loggedIn('Operator', 'chief');
  await makeAccount(operator, 'passing');
  await operator.type('.add input[name=name]', 'passing');
  await operator.type('.add input[name=new]', PASSWORD);
  await operator.click('.add .primary');
  await until('the name is taken', async () => /already/.test(await text(operator, '.add [role=alert]')));
  const teacher = await loggedIn('Teacher', 'passing');
  await teacher.page.goto(`${service.url}/account`);
  await teacher.page.waitForSelector('input[name=old]');
  assert.equal(await teacher.page.$('[data-account]'), null);

  await operator.click('[data-account=passing] [data-action=remove-account]');
  await operator.click('dialog[open] [data-action=remove-account-really]');
  await operator.page.waitForSelector('[data-account=passing]', { hidden: true });
  await teacher.reload();
  await teacher.page.waitForSelector('input[name=account]');
});

test('where only accounts open classes, a guest is shown the way to the login', TIMEOUT, async () => {
  const strict = await Service.start({ 'service.rooms_need_login': 'true' });
  try {
    const guest = await guests.arrive('Guest');
    await guest.page.goto(strict.url);
    await guest.click('[data-kind=meeting]');
    await guest.type('input[name=title]', 'A class');
    await guest.type('input[name=name]', 'Guest');
    await guest.click('form .primary');
    await guest.click('[role=alert] a');
    await guest.page.waitForSelector('input[name=account]');
  } finally {
    await strict.stop();
  }
});

for (const lang of ['ko', 'en']) {
  test(`login, account and its dialogs in ${lang}`, TIMEOUT, async () => {
    const person = await guests.arrive('Chief', 'chromium', { lang });
    const { page } = person;
    const looks = new Looks();
    await logIn(person, 'chief', 'wrong');
    await page.waitForSelector('[role=alert]');
    await looks.look('login', page);
    await logIn(person, 'chief', PASSWORD);
    await page.waitForSelector('.start .own');
    await looks.look('start', page);
    await makeAccount(person, `someone-${lang}`);
    await looks.look('account', page);
    await person.click(`[data-account=someone-${lang}] [data-action=remove-account]`);
    await page.waitForSelector('dialog[open]');
    await looks.look('removing an account', page);
    looks.clean();
  });
}
