import type { Measure } from '../bench.ts';
import { payments } from './p01-payments.ts';
import { hotAndMany } from './p02-hot-and-many.ts';
import { accruals } from './p03-accruals.ts';
import { growth } from './p04-growth.ts';
import { balances } from './p07-balances.ts';
import { latency } from './p08-latency.ts';
import { processes } from './p09-processes.ts';
import { start } from './p10-start.ts';
import { guards } from './p11-guards.ts';
import { fairness } from './p12-fairness.ts';

/** Every measure, in the order of the table. */
export const MEASURES: readonly Measure[] = [
  payments,
  hotAndMany,
  accruals,
  growth,
  balances,
  latency,
  processes,
  start,
  guards,
  fairness,
];
