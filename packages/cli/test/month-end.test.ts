import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { openWorkplace } from './harness/tally.ts';
import { replay } from './harness/transcript.ts';

const TRANSCRIPT = path.resolve(import.meta.dirname, 'month-end.transcript');
const workplace = openWorkplace();
afterAll(() => workplace.close(), 60_000);

// `vitest run -u` writes down what the commands say now. Read the difference before you keep it.
it("says what the transcript of a lender's month end says", async () => {
  const replayed = await replay(readFileSync(TRANSCRIPT, 'utf8'), workplace);
  await expect(replayed).toMatchFileSnapshot(TRANSCRIPT);
}, 240_000);
