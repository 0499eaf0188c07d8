// Before entering: devices and what is said when they fail, choices that are remembered, the profile image, the
// notice and its stored answer.
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, test } from 'node:test';
import { Guests, text } from './support/guests.mjs';
import { Service } from './support/service.mjs';
import { until } from './support/wait.mjs';

const TIMEOUT = { timeout: 90_000 };

let service;
let files;
const guests = new Guests();
const arrive = (...who) => guests.arrive(...who);

/** Someone in the preview of the room. */
async function previewing(name, number, kind, options) {
  const person = await arrive(name, kind, options);
  await person.page.goto(`${service.url}/r/${number}`);
  await person.page.waitForSelector('.preview-right .primary');
  return person;
}

before(async () => {
  service = await Service.start();
  files = await mkdtemp(join(tmpdir(), 'seodang-pictures-'));
});
after(async () => {
  await service.stop();
  await rm(files, { recursive: true, force: true });
});
afterEach(() => guests.leave());

const cases = [
  ['denied', 'NotAllowedError', 'chromium', 'left end of the address bar'],
  ['denied', 'NotAllowedError', 'firefox', 'crossed-out camera'],
  ['missing', 'NotFoundError', 'firefox'],
  ['busy', 'NotReadableError', 'chromium'],
];
for (const [problem, exception, kind, help] of cases) {
  test(`camera and microphone ${problem} in ${kind}: what to do, and one enters without`, TIMEOUT, async () => {
    const host = await arrive('Host');
    const number = await host.create(service.url);
    const poor = await previewing('Poor', number, kind, {
      devices: { camera: exception, microphone: exception },
    });
    for (const device of ['camera', 'microphone'])
      await poor.page.waitForSelector(`[data-problem=${device}-${problem}]`);
    if (help) assert.match(await text(poor, '[data-help]'), new RegExp(help));
    await poor.type('input[name=name]', 'Poor');
    await poor.enter();
    await poor.sees([host]);
    const tile = await until('the tile without picture', async () =>
      (await host.tiles()).find(({ name }) => name === 'Poor'),
    );
    assert.equal(tile.picture, false);
    assert.equal(await text(host, '.tile .avatar'), 'PO');
  });
}

test('a device that works after all: tried again by the button', TIMEOUT, async () => {
  const host = await arrive('Host');
  const number = await host.create(service.url);
  const guest = await previewing('Guest', number, 'chromium', {
    devices: { camera: 'NotReadableError', microphone: 'NotReadableError' },
  });
  await guest.page.waitForSelector('[data-problem=camera-busy]');
  await guest.page.evaluate(() => window.instruments.repair());
  await guest.click('[data-action=retry]');
  await guest.page.waitForSelector('.picture video');
  await guest.page.waitForSelector('.troubles', { hidden: true });
  await guest.page.waitForSelector('.meter .lit');
});

test('a camera that is plugged in starts by itself', TIMEOUT, async () => {
  const host = await arrive('Host');
  const number = await host.create(service.url);
  const guest = await previewing('Guest', number, 'chromium', { devices: { camera: 'NotFoundError' } });
  await guest.page.waitForSelector('[data-problem=camera-missing]');
  await guest.page.evaluate(() => {
    window.instruments.repair();
    navigator.mediaDevices.dispatchEvent(new Event('devicechange'));
  });
  await guest.page.waitForSelector('.picture video');
});

test('without a camera the microphone still works', TIMEOUT, async () => {
  const host = await arrive('Host');
  const number = await host.create(service.url);
  const voice = await arrive('Voice', 'chromium', { devices: { camera: 'NotFoundError' } });
  await voice.join(service.url, number);
  await host.hears([voice], guests.present);
});

test('the meter shows the microphone, and nothing when it is muted', TIMEOUT, async () => {
  const host = await arrive('Host');
  const guest = await previewing('Guest', await host.create(service.url));
  await guest.page.waitForSelector('.meter .lit');
  await guest.click('[data-toggle=microphone]');
  await until('a meter at rest', async () => (await guest.page.$$('.meter .lit')).length === 0);
});

test('camera, microphone and loudspeaker are chosen, used and remembered', TIMEOUT, async () => {
  const host = await arrive('Host');
  const number = await host.create(service.url);
  const guest = await previewing('Guest', number);
  await guest.page.waitForSelector('.picture video');
  const wanted = { camera: 'Canvas 2', microphone: 'Oscillator 2', speaker: 'Headphones' };
  for (const [device, id] of Object.entries(wanted)) await guest.page.select(`select[name=${device}]`, id);
  await until('they are asked for', async () => {
    const asked = await guest.page.evaluate(() => window.instruments.asked);
    return asked.some(({ camera }) => camera === 'Canvas 2') && asked.some(({ microphone }) => microphone === 'Oscillator 2');
  });
  await guest.click('[data-action=test-sound]');
  await guest.page.waitForSelector('[data-action=test-sound][data-state=playing]');
  assert.equal(await guest.page.evaluate(() => window.instruments.sinks.at(-1)), 'Headphones');
  await guest.page.waitForSelector('[data-action=test-sound][data-state=silent]');

  await guest.reload();
  await guest.page.waitForSelector('.picture video');
  const chosen = await until('the lists', () =>
    guest.page.$$eval('.pickers select', (selects) =>
      selects.length === 3 ? Object.fromEntries(selects.map(({ name, value }) => [name, value])) : null,
    ),
  );
  assert.deepEqual(chosen, wanted);
});

test('switched off in the preview, off in the room; a reload remembers it', TIMEOUT, async () => {
  const host = await arrive('Host');
  const number = await host.create(service.url);
  const guest = await previewing('Guest', number);
  await guest.page.waitForSelector('.picture video');
  await guest.click('[data-toggle=camera]');
  await guest.page.waitForSelector('.picture video', { hidden: true });
  await guest.reload();
  await guest.page.waitForSelector('[data-toggle=camera][data-on=false]');
  await guest.type('input[name=name]', 'Guest');
  await guest.enter();
  const tile = await until('a tile', async () => (await host.tiles())[0]);
  assert.equal(tile.picture, false);
});

test('who comes to listen is asked for no device', TIMEOUT, async () => {
  const host = await arrive('Host');
  const number = await host.create(service.url, { kind: 'seminar' });
  const listener = await previewing('Listener', number);
  await listener.page.waitForSelector('[data-action=test-sound]');
  assert.equal(await listener.page.$('[data-toggle]'), null);
  await listener.type('input[name=name]', 'Listener');
  await listener.enter();
  assert.deepEqual(await listener.page.evaluate(() => window.instruments.asked), []);
});

/** A picture whose left half is red and whose right half is blue, as a file. */
async function twoColours(person) {
  const page = await person.browser.browser.newPage();
  await page.setContent(
    '<body style="margin:0;background:linear-gradient(90deg,#e01010 50%,#1010e0 50%)"></body>',
  );
  const path = join(files, 'two.png');
  await page.screenshot({ path, clip: { x: 0, y: 0, width: 600, height: 200 } });
  await page.close();
  await person.page.bringToFront();
  return path;
}

const pick = async (person, path) => {
  const input = await person.page.waitForSelector('input[name=image]');
  await input.uploadFile(path);
};

test('a profile image is cropped by keys, kept by the service, shown, and removed again', TIMEOUT, async () => {
  const host = await arrive('Host');
  const number = await host.create(service.url);
  const guest = await previewing('Guest', number);
  await pick(guest, await twoColours(guest));
  await guest.page.waitForSelector('.crop[open] canvas');
  const { keyboard } = guest.page;
  await until('Tab reaches the picture', async () => {
    await keyboard.press('Tab');
    return guest.page.evaluate(() => document.activeElement.matches('.crop-area'));
  });
  // The middle is half red, half blue; as far to the left as it goes there is red alone.
  for (let i = 0; i < 25; i++) await keyboard.press('ArrowLeft');
  await keyboard.press('+');
  await until('Tab reaches the button', async () => {
    await keyboard.press('Tab');
    return guest.page.evaluate(() => document.activeElement.matches('[data-action=save-image]'));
  });
  await keyboard.press('Enter');
  await guest.page.waitForSelector('[data-image-news="image.saved"]');
  const image = await guest.page.$eval('.pick img', (img) => new URL(img.src).pathname);
  assert.match(image, /^\/images\/[\w-]+\.jpg$/);
  const seen = await guest.page.$eval('.pick img', async (img) => {
    await img.decode();
    const canvas = new OffscreenCanvas(img.naturalWidth, img.naturalHeight);
    const context = canvas.getContext('2d');
    context.drawImage(img, 0, 0);
    const at = (x) => [...context.getImageData(x, 128, 1, 1).data.slice(0, 3)];
    return { size: [img.naturalWidth, img.naturalHeight], colours: [at(8), at(248)] };
  });
  assert.deepEqual(seen.size, [256, 256]);
  for (const [red, green, blue] of seen.colours)
    assert.ok(red > 190 && green < 60 && blue < 60, `${red},${green},${blue} is not red`);

  await guest.reload();
  await guest.page.waitForSelector(`.pick img[src="${image}"]`);
  await guest.click('[data-action=remove-image]');
  await guest.page.waitForSelector('[data-image-news="image.removed"]');
  await guest.page.waitForSelector('.pick img', { hidden: true });
});

test('a file that is no picture is refused in words', TIMEOUT, async () => {
  const host = await arrive('Host');
  const guest = await previewing('Guest', await host.create(service.url));
  const path = join(files, 'no-picture.png');
  await writeFile(path, 'this is a text');
  await pick(guest, path);
  await guest.page.waitForSelector('.crop[open] [role=alert]');
  assert.match(await text(guest, '.crop [role=alert]'), /JPEG, PNG or WebP/);
  assert.equal(await guest.page.$('[data-action=save-image]'), null);
});

/** What the service says we answered: it is asked anew by a reload. */
async function storedAnswer(person) {
  await person.reload();
  await person.page.waitForSelector('.room .stage');
  return person.page.evaluate(() => window.seodang.room.you.value.consent);
}

test('the notice is answered before entering; the answer is stored and can be changed in the room', TIMEOUT, async () => {
  const host = await arrive('Host');
  const number = await host.create(service.url);
  const guest = await previewing('Guest', number);
  await guest.type('input[name=name]', 'Guest');
  assert.equal((await guest.page.$$('.consent-question')).length, 2);
  assert.equal((await guest.page.$$('.consent-question :checked')).length, 0, 'nothing is chosen before');
  await guest.click('.preview-right .primary');
  assert.equal(await guest.page.$('.room'), null, 'without an answer one does not enter');
  assert.ok(await guest.page.$('.consent-question input:invalid'));
  await guest.click('input[name=consent-recording][value=yes]');
  await guest.click('input[name=consent-capture][value=no]');
  await guest.click('.preview-right .primary');
  await guest.page.waitForSelector('.room .stage');
  await until('the service has it', () =>
    guest.page.evaluate(() => window.seodang.room.you.value.consent?.recording === true),
  );
  const { textVersion, ...answers } = await storedAnswer(guest);
  assert.deepEqual(answers, { recording: true, capture: false });
  assert.ok(textVersion);

  await guest.click('[data-action=consent]');
  await guest.click('dialog[open] input[name=consent-recording][value=no]');
  await guest.click('[data-action=consent-save]');
  await guest.page.waitForSelector('.consent-dialog', { hidden: true });
  await until('the service has the other answer', () =>
    guest.page.evaluate(() => window.seodang.room.you.value.consent?.recording === false),
  );
  assert.deepEqual(await storedAnswer(guest), { recording: false, capture: false, textVersion });
});

test('an answer is remembered for the room, in one line, and can be given anew', TIMEOUT, async () => {
  const host = await arrive('Host');
  const number = await host.create(service.url);
  const guest = await arrive('Guest');
  await guest.join(service.url, number);
  await guest.leave();
  await guest.click('.end .primary');
  await guest.page.waitForSelector('.consent.kept');
  await guest.click('[data-action=consent-again]');
  await guest.page.waitForSelector('.consent-question input[value=yes]:checked');
  await guest.enter({ consent: 'no' });
  await until('the newer answer counts', () =>
    guest.page.evaluate(() => window.seodang.room.you.value.consent?.capture === false),
  );
});

test('a room that keeps nothing asks nothing', TIMEOUT, async () => {
  const plain = await Service.start({ 'notice.recording': 'false', 'notice.capture': 'false' });
  try {
    const host = await arrive('Host');
    const number = await host.create(plain.url);
    const guest = await arrive('Guest');
    await guest.page.goto(`${plain.url}/r/${number}`);
    await guest.page.waitForSelector('.preview-right .primary');
    assert.equal(await guest.page.$('.consent'), null);
    await guest.type('input[name=name]', 'Guest');
    await guest.enter();
    assert.equal(await guest.page.$('[data-action=consent]'), null);
  } finally {
    await plain.stop();
  }
});
