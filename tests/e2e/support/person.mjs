// One person at a browser: enters rooms by the real pages and says what is seen and heard there.
import { readFileSync } from 'node:fs';
import { launch } from './browsers.mjs';
import { until } from './wait.mjs';

/** Everyone's own picture and tone. Far apart, and far from the harmonics of each other. */
const CAST = [
  { colour: '#d02020', frequency: 430 },
  { colour: '#18a030', frequency: 610 },
  { colour: '#2040d0', frequency: 790 },
  { colour: '#d0b010', frequency: 970 },
  { colour: '#b020b0', frequency: 1150 },
  { colour: '#10a8b0', frequency: 1330 },
];
/** What every page gets before its own scripts. */
const read = (name) => readFileSync(new URL(name, import.meta.url), 'utf8');
const inject = new Function('person', ['page.js', 'quality.js', 'sync.js'].map(read).join('\n'));

const AUDIBLE_DB = -50;
const COLOUR_TOLERANCE = 60;

export class Person {
  constructor(name, index, browser, page) {
    Object.assign(this, { name, index, browser, page, ...CAST[index % CAST.length] });
  }

  /**
   * `kind`: chromium or firefox; `devices`: names of DOMExceptions that camera or microphone shall fail with; `clip`: a
   * file that is the camera (clip.mjs); `flashes`: see page.js; `line`: what lies between this browser and the server (line.mjs).
   */
  static async arrive(name, index, kind, { devices, portrait, flashes, line, ...options } = {}) {
    const browser = await launch(kind, { ...options, frequency: CAST[index % CAST.length].frequency });
    const page = await browser.newPage();
    const person = new Person(name, index, browser, page);
    page.setDefaultTimeout(20_000);
    person.errors = [];
    page.on('pageerror', (error) => person.errors.push(String(error)));
    const own = { ...CAST[index % CAST.length], devices, portrait, flashes, clip: Boolean(options.clip) };
    await page.evaluateOnNewDocument(inject, own);
    await line?.carry(page);
    return person;
  }

  /** Opens a room on the start page and enters it; its number. */
  async create(url, { title = 'A class', kind = 'meeting', number, query = '' } = {}) {
    await this.page.goto(`${url}/${query}`);
    await this.click(`[data-kind=${kind}]`);
    await this.type('input[name=title]', title);
    await this.type('input[name=name]', this.name);
    if (number !== undefined) await this.type('input[name=number]', number);
    await this.click('form .primary');
    await this.page.waitForSelector('.preview');
    await this.enter();
    return decodeURIComponent(new URL(this.page.url()).pathname.split('/').at(-1));
  }

  /** Comes by the invitation link. */
  async join(url, number, { query = '' } = {}) {
    await this.page.goto(`${url}/r/${number}${query}`);
    await this.type('input[name=name]', this.name);
    await this.enter();
  }

  /** From the preview into the room; `consent`: the answer to everything that is asked. */
  async enter({ consent = 'yes' } = {}) {
    await this.knock({ consent });
    await this.page.waitForSelector('.room .stage');
  }

  /** Enters without looking what comes of it. */
  async knock({ consent = 'yes' } = {}) {
    await this.page.waitForSelector('.preview-right .primary');
    await this.consent(consent);
    await this.click('.preview-right .primary');
  }

  /** Says `yes` or `no` to each question of the notice that is open; to none, where nothing is asked. */
  async consent(answer) {
    for (const radio of await this.page.$$(`.consent-question input[value=${answer}]`)) {
      await radio.evaluate((node) => node.scrollIntoView({ block: 'nearest' }));
      await radio.click();
    }
  }

  async click(selector) {
    const element = await this.page.waitForSelector(selector, { visible: true });
    await element.evaluate((node) => node.scrollIntoView({ block: 'nearest' }));
    await element.click();
  }

  async type(selector, text) {
    const element = await this.page.waitForSelector(selector, { visible: true });
    await element.evaluate((node) => node.select());
    await this.page.keyboard.press('Backspace');
    await element.type(text);
  }

  leave() {
    return this.click('[data-action=leave]');
  }

  /** A host ends the class for everyone; `save`: what becomes of its recordings, if there are any. */
  async end({ save = true } = {}) {
    await this.leave();
    await this.click(`[data-action=leave-everyone], [data-action=leave-${save ? 'save' : 'discard'}]`);
  }

  tiles() {
    return this.page.evaluate(() => window.instruments.tiles());
  }

  async names() {
    return (await this.tiles()).map(({ name }) => name);
  }

  /** Waits until exactly these people have tiles, each with their own picture. */
  sees(people, timeoutMs = 15_000) {
    return until(
      `${this.name} sees ${people.map(({ name }) => name).join(', ') || 'nobody'}`,
      async () => {
        const tiles = await this.tiles();
        const wrong = people.filter(
          (other) =>
            !looksLike(
              tiles.find(({ name }) => name === other.name),
              other,
            ),
        );
        if (tiles.length === people.length && wrong.length === 0) return true;
        throw new Error(JSON.stringify(tiles));
      },
      timeoutMs,
    );
  }

  /** Which of `people` are heard, by name. */
  async heard(people) {
    const levels = await this.page.evaluate(
      (tones) => window.instruments.hear(tones),
      people.map(({ frequency }) => frequency),
    );
    this.levels = levels;
    return people.filter((_, index) => levels[index] > AUDIBLE_DB).map(({ name }) => name);
  }

  /** Waits until exactly `others` are heard out of `everyone`. */
  hears(others, everyone, timeoutMs = 15_000) {
    const wanted = others
      .map(({ name }) => name)
      .sort()
      .join();
    return until(
      `${this.name} hears ${wanted}`,
      async () => {
        const heard = (await this.heard(everyone)).sort().join();
        if (heard === wanted) return true;
        throw new Error(`${heard}; levels ${this.levels.map(Math.round)}`);
      },
      timeoutMs,
    );
  }

  /** What happened to the tile of `name`: [{at, there}], `at` = Date.now() of this machine. */
  async changesOf(name) {
    const changes = await this.page.evaluate(() => window.instruments.changes);
    return changes.filter((change) => change.name === name);
  }

  negotiations() {
    return this.page.evaluate(() => ({ ...window.seodang.negotiations }));
  }

  ownId() {
    return this.page.evaluate(() => window.seodang.room?.you.value?.id);
  }

  reload() {
    return this.page.reload({ waitUntil: 'domcontentloaded' });
  }

  /** Everything that went wrong in the page, for the message of a failing test. */
  async report() {
    const log = await this.page
      .evaluate(() => JSON.stringify(window.seodang?.log.slice(-12)))
      .catch(() => '');
    return `${this.name}: ${this.errors.join(' | ')} ${log}`;
  }
}

/** A tile that shows this person's own colour. */
export function looksLike(tile, person) {
  if (!tile?.picture || !tile.colour) return false;
  const wanted = [1, 3, 5].map((at) => parseInt(person.colour.slice(at, at + 2), 16));
  return (
    Math.max(...wanted.map((value, channel) => Math.abs(value - tile.colour[channel]))) < COLOUR_TOLERANCE
  );
}
