import { defineConfig } from 'vitest/config';
import { mapPageVitePlugin } from './scripts/map-page.mjs';

/** Hold what time something takes, or drive a browser: these have the machine for themselves. */
const TIMED = [
  'test/fuzz/**/*.test.ts',
  'test/hostile/**/*.test.ts',
  'test/map/**/*.test.ts',
  'test/mend/commands.test.ts',
  'test/repository/{owners,packages}.test.ts',
  'test/scripts/{exits,hostile}.test.ts',
  'test/solve/speed.test.ts',
  'test/source/{dockerfile,groovy,yaml-hostile}.test.ts',
];
const SHARED = { pool: 'threads', isolate: false } as const;

export default defineConfig({
  plugins: [mapPageVitePlugin],
  test: {
    projects: [
      {
        extends: true,
        test: { ...SHARED, name: 'timed', include: TIMED, maxWorkers: 1, testTimeout: 30_000, sequence: { groupOrder: 0 } },
      },
      {
        extends: true,
        test: {
          ...SHARED,
          name: 'others',
          include: ['test/**/*.test.ts', 'src/**/*.test.ts'],
          exclude: TIMED,
          maxWorkers: '100%',
          testTimeout: 60_000,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
