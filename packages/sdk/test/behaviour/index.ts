import { corrections } from './corrections.ts';
import { money } from './money.ts';
import { reads } from './reads.ts';
import { requests } from './requests.ts';

export type { Behaviour, Bench } from './bench.ts';

/** What every ledger does, whatever it keeps its books in. */
export const BEHAVIOURS = [...requests, ...money, ...corrections, ...reads];
