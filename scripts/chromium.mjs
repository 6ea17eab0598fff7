// The system's Chromium for tests, benchmarks and pictures: where it is, and how it is started so that it asks the network nothing.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

const KNOWN = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

export const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Path of a Chromium or Chrome, CHROMIUM before all others; null when there is none. */
export const findChromium = () => {
  const given = process.env.CHROMIUM;
  if (given !== undefined && given !== '') return existsSync(given) ? given : null;
  return KNOWN.find((path) => existsSync(path)) ?? null;
};

export const MISSING =
  'No Chromium was found. Install it (Debian, Ubuntu: apt-get install chromium) or set CHROMIUM to the path of a Chromium or Chrome.';

/** Installs Debian's package when there is none and this may be done. Returns the path; throws with what to do otherwise. */
export const ensureChromium = () => {
  const found = findChromium();
  if (found !== null) return found;
  if (process.platform === 'linux' && process.getuid?.() === 0 && spawnSync('apt-get', ['--version']).status === 0) {
    console.log('installing Debian’s chromium for the browser tests …');
    for (const args of [['update'], ['install', '-y', '--no-install-recommends', 'chromium']]) {
      spawnSync('apt-get', args, { stdio: ['ignore', 'ignore', 'inherit'], env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } });
    }
  }
  const installed = findChromium();
  if (installed === null) throw new Error(MISSING);
  return installed;
};

// Run by itself: makes sure that there is one, and says where.
if (import.meta.url === `file://${process.argv[1]}`) {
  try {
    console.log(ensureChromium());
  } catch (error) {
    console.error(error.message);
    process.exitCode = 1;
  }
}
