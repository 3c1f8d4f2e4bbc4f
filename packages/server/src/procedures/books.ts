import { closePeriod, periods } from './periods.ts';
import { rollForward } from './roll-forward.ts';
import { tieOut } from './tie-out.ts';
import { trialBalance } from './trial-balance.ts';

/** The books as a whole. */
export const books = { trialBalance, closePeriod, periods, tieOut, rollForward };
