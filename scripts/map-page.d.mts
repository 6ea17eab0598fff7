import type { Plugin } from 'vitest/config';

export const mapPageVitePlugin: Plugin;
