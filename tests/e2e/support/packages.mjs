// What the browser tests borrow from web/node_modules (`npm ci` in web/): they have no package of their own.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const require = createRequire(new URL('../../../web/package.json', import.meta.url));

export const puppeteer = require('puppeteer-core');
export const axeSource = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
