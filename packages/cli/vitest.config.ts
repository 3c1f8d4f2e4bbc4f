import { defineConfig } from 'vitest/config';

export default defineConfig({
  ssr: { resolve: { conditions: ['@tallystick/source'] } },
  // Its tests wait for processes more than they work.
  test: { include: ['src/**/*.test.ts', 'test/**/*.test.ts'], maxWorkers: 2 },
});
