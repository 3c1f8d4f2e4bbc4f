import { defineConfig } from 'vitest/config';

export default defineConfig({
  ssr: { resolve: { conditions: ['@tallystick/source'] } },
  test: {
    include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
    // Its tests wait for processes more than they work; on a loaded two-core machine a few of them take seconds.
    maxWorkers: 2,
    testTimeout: 20_000,
  },
});
