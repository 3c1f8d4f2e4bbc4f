/** The free lines of an adjustment, and the balanced pairs that they come to. */

import type { LocalDate } from '../calendar/date.ts';
import { grouped } from '../grouped.ts';
import { ACCOUNTS, type AccountCode, accountOf, type Direction } from '../ledger/account.ts';
import type { LoanId } from '../ledger/identity.ts';
import { type Layer, ownedPair, type Posting, type PostingOwner } from '../ledger/posting.ts';
import type { Currency } from '../money/currency.ts';
import { lesser, MAX_MINOR, type Minor } from '../money/minor.ts';
import { bucketOf } from './bucket.ts';
import { isRefusal, type Refusal, refuse } from './refusal.ts';

/** One line: an amount on one side of an account, which may be a loan's. */
export interface AdjustingLine {
  /** As it was sent; the chart may not have it. */
  readonly account: number;
  readonly direction: Direction;
  readonly amount: Minor;
  readonly loanId: LoanId | undefined;
  readonly layer: Layer;
}

/** An entry of free lines is booked, or proposed to a second person. */
export interface Adjust {
  readonly kind: 'adjustment';
  readonly lines: readonly AdjustingLine[];
  readonly currency: Currency;
  readonly effectiveAt: LocalDate;
  readonly reasonCode: string;
  readonly description: string;
}

/** The loans that lines name, each once, in their order. */
export const loansOfLines = (lines: readonly AdjustingLine[]): readonly LoanId[] => [
  ...new Set(lines.flatMap(({ loanId }) => loanId ?? [])),
];

/** Lines that must balance among themselves: of one loan, or of none; in one layer; memo accounts by themselves. */
interface Group {
  readonly loanId: LoanId | undefined;
  readonly layer: Layer;
  readonly memo: boolean;
  readonly debits: Side[];
  readonly credits: Side[];
}

interface Side {
  readonly account: AccountCode;
  readonly amount: Minor;
}

/**
 * The postings of an adjustment: debits and credits of each loan, layer and kind of account, paired in their order.
 *
 * Lines balance as a whole in each layer, memo accounts apart. What a loan has too much on one side came from another
 * loan or from none, so it passes through 2900 transfer clearing (through 9900 among memo accounts), which nets to zero
 * (domain decision D3). Laws: each account of each loan gets what its lines say; every amount is one that a ledger holds.
 *
 * @param ownerOf every loan that the lines name.
 * @returns a refusal `unbalanced_adjustment` with the sums, `account_unknown`, `loan_required` or `amount_overflow`.
 */
export function postingsOfLines(
  lines: readonly AdjustingLine[],
  ownerOf: (loanId: LoanId) => PostingOwner,
): readonly Posting[] | Refusal {
  const refusal = refuseUnbalanced(lines) ?? refuseAccounts(lines);
  if (refusal !== undefined) return refusal;
  const postings: Posting[] = [];
  for (const group of groupsOf(lines)) {
    passThroughClearing(group);
    const pairs = pairsOf(group);
    if (isRefusal(pairs)) return pairs;
    const owner = group.loanId === undefined ? undefined : ownerOf(group.loanId);
    postings.push(...pairs.map((pair) => ownedPair(pair, owner)));
  }
  const above = postings.find(({ amount }) => amount > MAX_MINOR);
  if (above === undefined) return postings;
  return refuse('amount_overflow', `account ${above.debit} would be debited ${above.amount}, above ${MAX_MINOR}`);
}

const isMemo = (account: number): boolean => account >= 9000;

const sum = (amounts: readonly { readonly amount: Minor }[]): Minor =>
  amounts.reduce((total, { amount }) => total + amount, 0n);

function refuseUnbalanced(lines: readonly AdjustingLine[]): Refusal | undefined {
  const wholes = grouped(lines, ({ layer, account }) => `${layer}${isMemo(account) ? ' memo' : ''}`);
  for (const [name, whole] of wholes) {
    const debits = sum(whole.filter(({ direction }) => direction === 'DR'));
    const credits = sum(whole.filter(({ direction }) => direction === 'CR'));
    if (debits === credits) continue;
    return refuse('unbalanced_adjustment', `${name} lines: debits ${debits}, credits ${credits}`);
  }
  return undefined;
}

function refuseAccounts(lines: readonly AdjustingLine[]): Refusal | undefined {
  const unknown = lines.find(({ account }) => accountOf(account) === undefined);
  if (unknown !== undefined) return refuse('account_unknown', `the chart has no account ${unknown.account}`);
  const loanless = lines.find(
    ({ account, loanId }) => loanId === undefined && bucketOf(account as AccountCode) !== undefined,
  );
  if (loanless === undefined) return undefined;
  const { name } = accountOf(loanless.account)!;
  return refuse('loan_required', `${loanless.account} ${name} belongs to loans, and a line of it names none`);
}

function groupsOf(lines: readonly AdjustingLine[]): Iterable<Group> {
  const groups = new Map<string, Group>();
  for (const { account, amount, direction, loanId, layer } of lines) {
    const memo = isMemo(account);
    const name = `${loanId} ${layer} ${memo}`;
    const group = groups.get(name) ?? { loanId, layer, memo, debits: [], credits: [] };
    groups.set(name, group);
    (direction === 'DR' ? group.debits : group.credits).push({ account: account as AccountCode, amount });
  }
  return groups.values();
}

function passThroughClearing({ debits, credits, memo }: Group): void {
  const excess = sum(debits) - sum(credits);
  const account = memo ? ACCOUNTS.memo_contra.code : ACCOUNTS.transfer_clearing.code;
  if (excess > 0n) credits.push({ account, amount: excess });
  if (excess < 0n) debits.push({ account, amount: -excess });
}

type Pair = Pick<Posting, 'debit' | 'credit' | 'amount' | 'layer'>;

/** Pairs debits with credits, each as far as it reaches. An account on both sides would be paired with itself. */
function pairsOf({ debits, credits, layer, loanId }: Group): Pair[] | Refusal {
  const twice = debits.find(({ account }) => credits.some((credit) => credit.account === account))?.account;
  if (twice !== undefined) {
    const [debited, credited] = [debits, credits].map((side) => sum(side.filter(({ account }) => account === twice)));
    const whose = loanId === undefined ? '' : ` of loan ${loanId}`;
    const detail = `account ${twice}${whose} stands on both sides: debits ${debited}, credits ${credited}`;
    return refuse('unbalanced_adjustment', detail);
  }
  const pairs: Pair[] = [];
  let [debit, credit] = [0, 0];
  let [debitLeft, creditLeft] = [debits[0]!.amount, credits[0]!.amount];
  while (debit < debits.length && credit < credits.length) {
    const amount = lesser(debitLeft, creditLeft);
    pairs.push({ debit: debits[debit]!.account, credit: credits[credit]!.account, amount, layer });
    debitLeft -= amount;
    creditLeft -= amount;
    if (debitLeft === 0n) debitLeft = debits[++debit]?.amount ?? 0n;
    if (creditLeft === 0n) creditLeft = credits[++credit]?.amount ?? 0n;
  }
  return pairs;
}
