import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** The model's lives take longer than any other file, so they begin first and the others fill the other core meanwhile. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const isModel = ({ moduleId }: TestSpecification) => moduleId.includes('/test/model/');
    const [model, others] = [files.filter(isModel), files.filter((file) => !isModel(file))];
    return [...model, ...(await super.sort(others))];
  }
}

/**
 * What is not asked a second time, when the tests run on a PostgreSQL of the user: what says nothing of the database (the
 * wire, the docs, tokens, how the server is stopped or overrun), and what takes a minute to say it.
 */
const ASKED_ONCE = [
  'src/**',
  'test/access/**',
  'test/docs/**',
  'test/api/accruals.100000.test.ts',
  'test/api/bad-*.test.ts',
  'test/api/headers.test.ts',
  'test/api/scopes.test.ts',
  'test/database/embedded.test.ts',
  'test/faults/limits.test.ts',
  'test/faults/overload.test.ts',
  'test/faults/server-crash.test.ts',
  'test/faults/shutdown.test.ts',
];
const isSecondTime = process.env.CI !== undefined && process.env.TALLYSTICK_TEST_DATABASE === 'system';

export default defineConfig({
  ssr: { resolve: { conditions: ['@tallystick/source'] } },
  test: {
    include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
    exclude: isSecondTime ? ASKED_ONCE : [],
    // One PostgreSQL for all files; each makes a database of its own on it. TALLYSTICK_TEST_DATABASE chooses which.
    globalSetup: ['test/harness/global-setup.ts'],
    // Left alone, vitest would keep one of two cores for itself; its files wait for the database half of their time.
    maxWorkers: 2,
    sequence: { sequencer: LongestFirst },
    // A loaded two-core machine with every file at work is several times slower than a single test run alone.
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
