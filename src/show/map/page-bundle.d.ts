/** Made by scripts/map-page.mjs when chokepoint is built or tested. */
declare module 'virtual:map-page' {
  import type { PageBundle } from './html.ts';

  export const PAGE: PageBundle;
  /** Of the page of `history`, which has no script. */
  export const HISTORY_STYLE: Pick<PageBundle, 'style' | 'styleHash'>;
}
