// A class in session: its people, and what is read off their pages inside the room.
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { Person, looksLike } from './person.mjs';
import { Service } from './service.mjs';
import { until } from './wait.mjs';

/** What a shared screen looks and sounds like. */
export const SCREEN = { colour: '#e07000', frequency: 1690 };
const injectScreen = new Function('screen', readFileSync(new URL('screen.js', import.meta.url), 'utf8'));
const STEP_MS = 240_000;

export class Classroom {
  people = [];

  /** For one test file: begins before its steps and ends behind them. */
  constructor(settings = {}) {
    before(async () => (this.service = await Service.start(settings)));
    after(() => this.close());
  }

  /** Outside of any test, with a service that runs. */
  static alone(service) {
    return Object.assign(Object.create(Classroom.prototype), { people: [], service });
  }

  /** Someone new, in the preview of nothing yet. `screen`: what getDisplayMedia does there; null = what the browser does. */
  async arrive(name, kind = 'chromium', { screen = {}, ...options } = {}) {
    const person = await Person.arrive(name, this.people.length, kind, options);
    if (screen) await person.page.evaluateOnNewDocument(injectScreen, { ...SCREEN, ...screen });
    this.people.push(person);
    return person;
  }

  /** The first of `names` opens the room, the others follow one after another. */
  async open(names, { kind = 'meeting', browsers = {} } = {}) {
    for (const name of names) await this.arrive(name, browsers[name]);
    const [host, ...guests] = this.people;
    this.number = await host.create(this.service.url, { kind });
    for (const guest of guests) await guest.join(this.service.url, this.number);
    return this.people;
  }

  others(...except) {
    return this.people.filter((person) => !except.includes(person));
  }

  /** A step of one long test: where it fails, what the pages logged is told, and the steps behind it fail at once. */
  step(name, work) {
    test(name, { timeout: STEP_MS }, async () => {
      if (this.failed) throw new Error(`an earlier step failed: ${this.failed}`);
      this.failed = name;
      try {
        await work();
        this.failed = null;
      } catch (error) {
        const reports = await Promise.all(this.people.map((person) => person.report().catch(() => person.name)));
        const log = this.service.log.split('\n').slice(-8);
        error.message += `\n${[...reports, ...log].join('\n')}`;
        throw error;
      }
    });
  }

  async close() {
    await Promise.all(this.people.map(({ browser }) => browser.close()));
    await this.service?.stop();
  }
}

/** What a person sees of the stage: its mode and page, and where everyone stands, in whole pixels. */
export function layout(person) {
  return person.page.evaluate(() => {
    const box = (element) => {
      const { x, y, width, height } = element.getBoundingClientRect();
      return [x, y, width, height].map(Math.round);
    };
    return {
      mode: document.querySelector('.stage').dataset.mode,
      page: document.querySelector('.tiles').dataset.page,
      panel: document.querySelector('.panel')?.dataset.panel ?? null,
      tiles: Object.fromEntries([...document.querySelectorAll('.tile')].map((tile) => [tile.dataset.name, box(tile)])),
    };
  });
}

/** The shared screen as a person sees it: null, or {holder, colour}. */
export function screenOf(person) {
  return person.page.evaluate(() => {
    const screen = document.querySelector('.screen');
    if (!screen) return null;
    return { holder: screen.dataset.screen, colour: window.instruments.colourOf(screen.querySelector('video')) };
  });
}

/** Waits until someone's screen is seen with its own colour. */
export function seesScreen(person, colour = SCREEN.colour) {
  return until(`${person.name} sees the screen`, async () => {
    const screen = await screenOf(person);
    if (looksLike({ picture: true, colour: screen?.colour }, { colour })) return true;
    throw new Error(JSON.stringify(screen));
  });
}

/** Points at a tile and presses one of its buttons. */
export async function pressOnTile(person, name, action) {
  await person.page.hover(`.tile[data-name="${name}"]`);
  await person.click(`.tile[data-name="${name}"] [data-action=${action}]`);
}

/** Opens the list of people, if need be, and does something with one of them. */
export async function deed(person, name, ...deeds) {
  await openPanel(person, 'people');
  const row = `.person[data-person="${name}"]`;
  if (!(await person.page.$(`${row}.open`))) await person.click(`${row} .person-line`);
  for (const each of deeds) await person.click(`${row} [data-deed=${each}]`);
}

export async function openPanel(person, panel) {
  if (await person.page.$(`.panel[data-panel=${panel}]`)) return;
  await person.click(`[data-action=${panel}]`);
  await person.page.waitForSelector(`.panel[data-panel=${panel}]`);
}

export function shows(person, selector, timeout = 10_000) {
  return person.page.waitForSelector(selector, { visible: true, timeout });
}

export function hides(person, selector, timeout = 10_000) {
  return person.page.waitForSelector(selector, { hidden: true, timeout });
}

/** Waits for a message to this person alone; its words. */
export async function notice(person, key) {
  const toast = await shows(person, `[data-notice="${key}"]`);
  return toast.evaluate((element) => element.querySelector('p').textContent);
}
