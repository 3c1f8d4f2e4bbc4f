import { DEFAULT_PROGRAM_TERMS } from '@tallystick/core/contract';
import { EXAMPLE } from '../problems/page.ts';
import type { ChapterExamples } from './exchange.ts';

const terms = {
  name: 'Prime',
  currency: 'USD',
  time_zone: 'America/New_York',
  backdating: { mode: 'current_balances', max_days: 120 },
  accrual: { max_rate_bps: 3600 },
};

const prime = {
  ...DEFAULT_PROGRAM_TERMS,
  ...terms,
  accrual: { ...DEFAULT_PROGRAM_TERMS.accrual, ...terms.accrual },
  program_id: EXAMPLE.program,
  version: 1,
  default: false,
  created_at: '2026-01-02T12:00:00.000Z',
};

/** The terms under which loans are kept. */
export const PROGRAMS: ChapterExamples = {
  putProgram: {
    exchanges: [
      {
        name: 'prime',
        summary: 'A program in USD on New York days; what is left out is as in the default program',
        request: terms,
        answer: prime,
      },
    ],
    details: { amount_overflow: 'small_balance_tolerance_minor is 9223372036854775808, above 9223372036854775807' },
  },
  getProgram: { exchanges: [{ name: 'prime', summary: 'The terms in force', answer: prime }] },
  listPrograms: {
    exchanges: [
      {
        name: 'two',
        summary: 'The default program, and one of your own',
        answer: {
          items: [
            {
              ...DEFAULT_PROGRAM_TERMS,
              name: 'Default program',
              program_id: EXAMPLE.otherProgram,
              version: 1,
              default: true,
              created_at: '2026-01-01T12:00:00.000Z',
            },
            prime,
          ],
        },
      },
    ],
  },
};
