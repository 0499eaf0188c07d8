// Chromium and Firefox ESR, headless, each person in a browser process of their own: what the class is made of.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { puppeteer } from './packages.mjs';

const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium';
const FIREFOX = process.env.FIREFOX ?? '/usr/bin/firefox-esr';

const CHROMIUM_ARGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--mute-audio',
  '--autoplay-policy=no-user-gesture-required',
];
/** A camera that shows a file (.y4m or .mjpeg), over and over. */
const camera = (clip) => [
  '--use-fake-device-for-media-stream',
  '--use-fake-ui-for-media-stream',
  `--use-file-for-fake-video-capture=${clip}`,
];
const FIREFOX_PREFS = {
  'media.autoplay.default': 0,
  'media.autoplay.blocking_policy': 0,
  'media.navigator.permission.disabled': true,
  'media.navigator.streams.fake': true,
  'media.gmp-manager.updateEnabled': false,
  'app.update.enabled': false,
  'datareporting.policy.dataSubmissionEnabled': false,
  'browser.shell.checkDefaultBrowser': false,
  'network.captive-portal-service.enabled': false,
  'network.connectivity-service.enabled': false,
};

const BACKGROUND = fileURLToPath(new URL('background.sh', import.meta.url));
/** The program to start, by itself or in the background. */
const program = (path, background) =>
  background
    ? { executablePath: BACKGROUND, env: { ...process.env, BROWSER: path } }
    : { executablePath: path };

const LAUNCHERS = {
  async chromium(profile, { lang, viewport, background, clip, args }) {
    return puppeteer.launch({
      ...program(CHROMIUM, background),
      headless: true,
      userDataDir: profile,
      args: [...CHROMIUM_ARGS, `--lang=${lang}`, `--accept-lang=${lang}`, ...(clip ? camera(clip) : []), ...args],
      defaultViewport: viewport,
    });
  },
  async firefox(profile, { lang, viewport, frequency, background }) {
    return puppeteer.launch({
      browser: 'firefox',
      ...program(FIREFOX, background),
      headless: true,
      userDataDir: profile,
      defaultViewport: viewport,
      extraPrefsFirefox: {
        ...FIREFOX_PREFS,
        'intl.accept_languages': lang,
        'media.navigator.audio.fake_frequency': frequency,
      },
    });
  },
};

/**
 * A browser with a fresh profile. `frequency`: the tone of Firefox's own fake microphone, for Firefox runs no
 * AudioContext on a machine without a sound card. `background`: it yields the processor to the others, as a browser on
 * another machine would. `clip`: a file that is Chromium's camera; `args`: more of its switches. `close()` ends it and removes the profile; `kill()` is SIGKILL, without a word.
 */
export async function launch(
  kind,
  { lang = 'en', viewport = { width: 1280, height: 800 }, frequency = 440, background = false, clip, args = [] } = {},
) {
  const profile = await mkdtemp(join(tmpdir(), `seodang-${kind}-`));
  const browser = await LAUNCHERS[kind](profile, { lang, viewport, frequency, background, clip, args });
  const clean = () =>
    rm(profile, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 }).catch(() => undefined);
  return {
    kind,
    browser,
    async newPage() {
      return (await browser.pages())[0] ?? browser.newPage();
    },
    async close() {
      await browser.close().catch(() => undefined);
      await clean();
    },
    async kill() {
      browser.process().kill('SIGKILL');
      await clean();
    },
  };
}
