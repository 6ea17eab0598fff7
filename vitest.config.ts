import { defineConfig } from 'vitest/config';

export default defineConfig({ test: { include: ['test/**/*.test.ts', 'src/**/*.test.ts'], pool: 'threads', isolate: false, testTimeout: 30_000 } });
