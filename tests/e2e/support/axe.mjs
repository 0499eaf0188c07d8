// What axe-core finds wrong with a page: in the light and in the dark, for colours differ.
import assert from 'node:assert/strict';
import { axeSource } from './packages.mjs';
import { still } from './still.mjs';

const SCHEMES = ['light', 'dark'];
/** The findings of one look at the page as it stands, one line each: `scheme rule: selectors`. */
async function look(page, scheme) {
  await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }]);
  await still(page);
  const { violations } = await page.evaluate(() =>
    window.axe.run(document, { resultTypes: ['violations'] }),
  );
  return violations.map(
    ({ id, nodes }) => `${scheme} ${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`,
  );
}

/** Everything axe has to say about the page, in both colour schemes. */
export async function findings(page) {
  // The page's own Content-Security-Policy lets no foreign script element in; evaluate is not bound by it.
  await page.evaluate(axeSource);
  const found = [];
  for (const scheme of SCHEMES) found.push(...(await look(page, scheme)));
  await page.emulateMediaFeatures([]);
  return found;
}

/** Pages by name, looked at one after another; `clean()` at the end fails with all findings at once. */
export class Looks {
  found = {};

  async look(name, page) {
    this.found[name] = await findings(page);
  }

  clean() {
    const names = Object.keys(this.found);
    assert.notEqual(names.length, 0, 'no page was looked at');
    assert.deepEqual(this.found, Object.fromEntries(names.map((name) => [name, []])));
  }
}
