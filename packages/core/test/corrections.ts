/** Commands that open, refinance and put right, as a test writes them: what is left out is the usual. */

import type { OpeningBalances, OpenLoan } from '../src/events/changes/opening.ts';
import type { Refinance } from '../src/events/changes/refinance.ts';
import type { ApproveAdjustment, RejectAdjustment } from '../src/events/corrections/adjustment.ts';
import type { Reverse } from '../src/events/corrections/mirror.ts';
import type { EntryId, EventId } from '../src/ledger/identity.ts';
import type { Layer } from '../src/ledger/posting.ts';
import type { Adjust } from '../src/loan/adjusting-lines.ts';
import type { Currency } from '../src/money/currency.ts';
import type { Minor } from '../src/money/minor.ts';
import { borrowerOf, day, loanId, programId, usd } from './in-memory-book.ts';

/** A loan of its own borrower that opens with what it owes elsewhere. */
export const opening = ({
  loan = 'L1',
  on = '2026-01-05',
  currency = usd,
  program,
  ...owes
}: Partial<OpeningBalances> & { loan?: string; on?: string; currency?: Currency; program?: string }): OpenLoan => ({
  kind: 'loan',
  loanId: loanId(loan),
  borrowerId: borrowerOf(loan),
  currency,
  programId: program === undefined ? undefined : programId(program),
  effectiveAt: day(on),
  balances: { principal: 0n, interest: 0n, fees: 0n, lateCharges: 0n, suspense: 0n, ...owes },
});

/** Loan `of` paid off by loan `by`, which has the borrower of the old one. */
export const refinancing = (its: {
  of?: string;
  by?: string;
  on?: string;
  cashOut?: Minor;
  withheld?: Minor;
  method?: Refinance['method'];
  currency?: Currency;
  borrower?: string;
  program?: string;
}): Refinance => ({
  kind: 'refinance',
  oldLoanId: loanId(its.of ?? 'L1'),
  newLoanId: loanId(its.by ?? 'L2'),
  borrowerId: borrowerOf(its.borrower ?? its.of ?? 'L1'),
  currency: its.currency ?? usd,
  effectiveAt: day(its.on ?? '2026-06-15'),
  cashOut: its.cashOut ?? 0n,
  withheldFee: its.withheld ?? 0n,
  method: its.method ?? 'ach',
  programId: its.program === undefined ? undefined : programId(its.program),
});

/** The undoing of an entry, keyed wrongly where the test does not say why. */
export const reversal = (
  of: { readonly id: EntryId } | EntryId,
  its: { on?: string; cascade?: boolean; loans?: readonly string[]; reason?: string } = {},
): Reverse => ({
  kind: 'reversal',
  entryId: typeof of === 'string' ? of : of.id,
  reasonCode: its.reason ?? 'keyed_wrongly',
  effectiveAt: its.on === undefined ? undefined : day(its.on),
  cascade: its.cascade ?? false,
  loanIds: its.loans?.map(loanId),
});

/** A line as `scenarios.md` writes it, 'DR 1100 1,000 L1', with '-' for no loan and the layer last where it is not SETTLED. */
function lineOf(text: string): Adjust['lines'][number] {
  const [direction, account, amount, loan, layer = 'SETTLED'] = text.split(' ');
  return {
    account: Number(account),
    direction: direction as 'DR' | 'CR',
    amount: BigInt(amount!.replaceAll(',', '')),
    loanId: loan === undefined || loan === '-' ? undefined : loanId(loan),
    layer: layer as Layer,
  };
}

/** Free lines, as `scenarios.md` writes them. */
export const adjustment = (
  lines: readonly string[],
  its: { on?: string; currency?: Currency; description?: string } = {},
): Adjust => ({
  kind: 'adjustment',
  lines: lines.map(lineOf),
  currency: its.currency ?? usd,
  effectiveAt: day(its.on ?? '2026-01-05'),
  reasonCode: 'correction',
  description: its.description ?? 'A test puts it right.',
});

/** The yes of a second person. */
export const approval = (of: EventId): ApproveAdjustment => ({ kind: 'approval', adjustmentId: of });

/** The no of a second person. */
export const rejection = (of: EventId): RejectAdjustment => ({ kind: 'rejection', adjustmentId: of });
