// Which browser this is, as far as its menus differ: only for sentences that say where to click.

export type Browser = 'ios' | 'android' | 'firefox' | 'safari' | 'chromium';

/** In this order: every browser claims to be some others as well. On iOS all of them are asked in the same place. */
const SIGNS: [Browser, RegExp][] = [
  ['ios', /iPhone|iPad|iPod/],
  ['android', /Android/],
  ['firefox', /Firefox\//],
  ['chromium', /Chrome\/|Chromium\//],
  ['safari', /Safari\//],
];

/** `touches` tells an iPad, which says it is a Mac, from one: navigator.maxTouchPoints. */
export function browserOf(agent: string, touches = 0): Browser {
  if (/Macintosh/.test(agent) && touches > 1) return 'ios';
  return SIGNS.find(([, sign]) => sign.test(agent))?.[0] ?? 'chromium';
}

export function browser(): Browser {
  return browserOf(navigator.userAgent, navigator.maxTouchPoints);
}
