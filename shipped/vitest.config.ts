import { defineConfig } from 'vitest/config';

export default defineConfig({
  // The first test that packs compiles two packages; a runtime that starts cold takes its time too.
  test: { include: ['test/**/*.test.ts'], globalSetup: ['test/pack.ts'], testTimeout: 60_000 },
});
