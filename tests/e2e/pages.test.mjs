// Every page and dialog outside of the room, in both languages, light and dark: without a finding of axe.
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, test } from 'node:test';
import { Looks } from './support/axe.mjs';
import { Guests } from './support/guests.mjs';
import { Service } from './support/service.mjs';

const TIMEOUT = { timeout: 140_000 };

let service;
let files;
const guests = new Guests();

before(async () => {
  service = await Service.start();
  files = await mkdtemp(join(tmpdir(), 'seodang-pages-'));
});
after(async () => {
  await service.stop();
  await rm(files, { recursive: true, force: true });
});
afterEach(() => guests.leave());

for (const lang of ['ko', 'en']) {
  test(`start, creation, preview and its dialogs in ${lang}`, TIMEOUT, async () => {
    const host = await guests.arrive('Host', 'chromium', { lang });
    const { page } = host;
    const looks = new Looks();
    const look = (name) => looks.look(name, page);
    await page.goto(service.url);
    await page.waitForSelector('.kind');
    assert.equal(await page.evaluate(() => document.documentElement.lang), lang);
    await look('start');
    await host.click('[data-kind=seminar]');
    await page.waitForSelector('input[name=title]');
    await host.click('input[name=waitingRoom]');
    await look('create');
    const number = await host.create(service.url);
    await host.click('[data-action=invite]');
    await host.click('dialog[open] [data-action=qr]');
    await page.waitForSelector('dialog[open] [data-qr]');
    await look('invite');
    await page.keyboard.press('Escape');
    await host.click('[data-action=consent]');
    await page.waitForSelector('.consent-dialog[open]');
    await look('consent in the room');

    const guest = await guests.arrive('Guest', 'chromium', { lang });
    const { page: other } = guest;
    await other.goto(`${service.url}/r/${number}`);
    await other.waitForSelector('.preview video');
    await looks.look('preview', other);
    const picture = join(files, `${lang}.png`);
    await other.screenshot({ path: picture });
    await (await other.$('input[name=image]')).uploadFile(picture);
    await other.waitForSelector('.crop[open] canvas');
    await looks.look('crop', other);
    await other.keyboard.press('Escape');
    await other.waitForSelector('.crop', { hidden: true });
    await guest.type('input[name=name]', 'Guest');
    await guest.enter();
    await guest.leave();
    await other.waitForSelector('.end[data-reason=left]');
    await looks.look('left', other);
    await guest.click('.end .primary');
    await other.waitForSelector('.consent.kept');
    await looks.look('preview of an earlier visitor', other);
    looks.clean();
  });

  test(`what goes wrong at the door, in ${lang}`, TIMEOUT, async () => {
    const host = await guests.arrive('Host', 'chromium', { lang });
    await host.page.goto(service.url);
    await host.click('[data-kind=meeting]');
    await host.type('input[name=title]', 'A class');
    await host.type('input[name=name]', 'Host');
    await host.type('input[name=pin]', '4711');
    await host.click('input[name=waitingRoom]');
    await host.click('form .primary');
    await host.enter();
    const number = new URL(host.page.url()).pathname.split('/').at(-1);
    const looks = new Looks();

    const failing = { camera: 'NotAllowedError', microphone: 'NotFoundError' };
    const guest = await guests.arrive('Guest', 'chromium', { lang, devices: failing });
    const { page } = guest;
    await page.goto(`${service.url}/r/999999999`);
    await page.waitForSelector('.end[data-reason=not-found]');
    await looks.look('not found', page);
    await page.goto(`${service.url}/r/${number}`);
    await page.waitForSelector('.troubles');
    await guest.type('input[name=name]', 'Guest');
    await guest.type('input[name=pin]', '1');
    await guest.knock();
    await page.waitForSelector('input[name=pin][aria-invalid=true]');
    await looks.look('troubles and a wrong PIN', page);
    await guest.type('input[name=pin]', '4711');
    await guest.click('.preview-right .primary');
    await page.waitForSelector('[data-lobby]');
    await looks.look('waiting room', page);
    looks.clean();
  });
}
