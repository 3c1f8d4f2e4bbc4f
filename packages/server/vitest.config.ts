import { defineConfig } from 'vitest/config';

export default defineConfig({
  ssr: { resolve: { conditions: ['@tallystick/source'] } },
  test: {
    include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
    // One PostgreSQL for all files; each makes a database of its own on it. TALLYSTICK_TEST_DATABASE chooses which.
    globalSetup: ['test/harness/global-setup.ts'],
    // A loaded two-core machine with every file at work is several times slower than a single test run alone.
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
