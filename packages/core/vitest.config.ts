import { defineConfig } from 'vitest/config';

export default defineConfig({
  ssr: { resolve: { conditions: ['@tallystick/source'] } },
  test: { include: ['src/**/*.test.ts', 'test/**/*.test.ts'], setupFiles: ['test/laws.setup.ts'] },
});
