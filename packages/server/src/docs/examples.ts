import { ACCRUALS } from './examples/accruals.ts';
import { BOOKS } from './examples/books.ts';
import { CORRECTIONS } from './examples/corrections.ts';
import type { ChapterExamples } from './examples/exchange.ts';
import { FEES } from './examples/fees.ts';
import { HEALTH } from './examples/health.ts';
import { JOURNAL } from './examples/journal.ts';
import { LOANS } from './examples/loans.ts';
import { LOSSES } from './examples/losses.ts';
import { MONEY_IN } from './examples/money-in.ts';
import { MONEY_OUT } from './examples/money-out.ts';
import { PROGRAMS } from './examples/programs.ts';
import { RESTRUCTURING } from './examples/restructuring.ts';

/** The examples of every operation, by its operationId. They tell one story: see `examples/story.ts`. */
export const OPERATION_EXAMPLES: ChapterExamples = {
  ...MONEY_OUT,
  ...MONEY_IN,
  ...FEES,
  ...ACCRUALS,
  ...LOANS,
  ...LOSSES,
  ...RESTRUCTURING,
  ...CORRECTIONS,
  ...PROGRAMS,
  ...BOOKS,
  ...JOURNAL,
  ...HEALTH,
};
