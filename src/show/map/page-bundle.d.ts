/** Made by scripts/map-page.mjs when chokepoint is built or tested. */
declare module 'virtual:map-page' {
  import type { PageBundle } from './html.ts';

  export const PAGE: PageBundle;
}
