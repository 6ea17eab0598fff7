import { defineConfig } from 'vitest/config';
import { mapPageVitePlugin } from './scripts/map-page.mjs';

export default defineConfig({
  plugins: [mapPageVitePlugin],
  test: { include: ['test/**/*.test.ts', 'src/**/*.test.ts'], pool: 'threads', isolate: false, testTimeout: 30_000 },
});
