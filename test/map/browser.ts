/** The page in a real browser: how tests open it. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, chromium, type Page } from 'playwright-core';
import { FLAGS, findChromium, MISSING } from '../../scripts/chromium.mjs';

export const CHROMIUM = findChromium();
// Without a browser these tests are left out, loudly; where CI asks for them they fail instead.
if (CHROMIUM === null && process.env['CHROMIUM_REQUIRED'] === undefined) process.stderr.write(`The browser tests are left out. ${MISSING}\n`);
export const LEFT_OUT = CHROMIUM === null && process.env['CHROMIUM_REQUIRED'] === undefined;

export interface Opened {
  readonly page: Page;
  /** Errors, warnings and refused things that the page has told, and requests for anything but the file itself. */
  readonly trouble: string[];
}

export interface Pages {
  readonly open: (
    html: string,
    options?: {
      readonly hash?: string;
      readonly dark?: boolean;
      readonly width?: number;
      readonly height?: number;
      /** What is there once the page is ready to use. */
      readonly ready?: string;
    },
  ) => Promise<Opened>;
  readonly close: () => Promise<void>;
}

export const openPages = async (): Promise<Pages> => {
  if (CHROMIUM === null) throw new Error(MISSING);
  const browser: Browser = await chromium.launch({ executablePath: CHROMIUM, args: [...FLAGS] });
  const folder = mkdtempSync(join(tmpdir(), 'chokepoint-map-'));
  let count = 0;
  return {
    async open(html, { hash = '', dark = false, width = 1600, height = 1000, ready = 'html[data-ready]' } = {}) {
      const file = join(folder, `${count++}.html`);
      writeFileSync(file, html);
      const context = await browser.newContext({ viewport: { width, height }, colorScheme: dark ? 'dark' : 'light', reducedMotion: 'reduce' });
      const page = await context.newPage();
      const trouble: string[] = [];
      page.on('pageerror', (error) => trouble.push(error.message));
      page.on('console', (message) => ['error', 'warning'].includes(message.type()) && trouble.push(message.text()));
      page.on('dialog', (dialog) => {
        trouble.push(`dialog ${dialog.message()}`);
        void dialog.dismiss();
      });
      const url = pathToFileURL(file).href;
      page.on('request', (request) => {
        if (!request.url().startsWith(url) && !request.url().startsWith('blob:')) trouble.push(`asked for ${request.url()}`);
      });
      await page.goto(hash === '' ? url : `${url}#${hash}`);
      await page.locator(ready).waitFor({ state: 'attached' });
      return { page, trouble };
    },
    async close() {
      await browser.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
};

/** Goes to another state of the page by its address. */
export const goTo = async (page: Page, hash: string): Promise<void> => {
  await page.evaluate(`location.hash = ${JSON.stringify(hash)}; new Promise((done) => requestAnimationFrame(() => setTimeout(done, 20)))`);
};

/** Ids of the paths that are listed, in order. */
export const listedPaths = (page: Page): Promise<readonly string[]> =>
  page.locator('[data-path]').evaluateAll((all) => all.map((one) => one.getAttribute('data-path') ?? ''));
