import {
  grouped,
  type JournalEntry,
  type Layer,
  type LocalDate,
  lastDayOfMonth,
  type Minor,
  type Posting,
} from '@tallystick/core';
import {
  type AccountTotal,
  badParameter,
  CONTROL_ACCOUNTS,
  currencyToName,
  type Moved,
  periodTotalOf,
  rollForwardOf,
  tieOutOf,
  trialBalanceOf,
} from '@tallystick/core/wire';
import { Failed } from './failed.ts';
import { pageOf } from './page.ts';
import { knownBy, type ReadsOf } from './read.ts';
import type { Tenant } from './tenant.ts';

/** A posting with its entry, and the program in which it counts: its loan's, or the default one. */
interface Counted {
  readonly posting: Posting;
  readonly entry: JournalEntry;
  readonly postedAt: string;
  readonly programId: string;
}

const countedOf = ({ journal, book, programs }: Tenant): Counted[] =>
  journal.entries.flatMap(({ entry, event: { postedAt } }) =>
    entry.postings.map((posting) => {
      const loan = posting.loanId === undefined ? undefined : book.loan(posting.loanId);
      return { posting, entry, postedAt, programId: loan?.programId ?? programs.defaultId };
    }),
  );

type Total = AccountTotal & { readonly currency: string; readonly lastDate: string };

const LAYERS: readonly Layer[] = ['SETTLED', 'PENDING', 'ENCUMBRANCE'];

/** What each account has seen, in the order of the accounts and layers. */
function totalsOf(counted: readonly Counted[], glCodes: ReadonlyMap<string, string>): Total[] {
  const sides = counted.flatMap(({ posting: { debit, credit, amount, layer }, entry }) => [
    { account: debit, layer, entry, debits: amount, credits: 0n },
    { account: credit, layer, entry, debits: 0n, credits: amount },
  ]);
  return [...grouped(sides, ({ account, layer, entry }) => `${entry.currency} ${account} ${layer}`).values()]
    .map((its) => {
      const { account, layer, entry } = its[0]!;
      return {
        account,
        layer,
        currency: entry.currency as string,
        glCode: glCodes.get(String(account)),
        debits: sumOf(its.map(({ debits }) => debits)),
        credits: sumOf(its.map(({ credits }) => credits)),
        lastDate: its.reduce((last, side) => (side.entry.accountingDate > last ? side.entry.accountingDate : last), ''),
      };
    })
    .toSorted((a, b) => a.account - b.account || LAYERS.indexOf(a.layer) - LAYERS.indexOf(b.layer));
}

const sumOf = (amounts: readonly Minor[]): Minor => amounts.reduce((sum, amount) => sum + amount, 0n);

/** The debits less the credits of each account, final ones only. */
function netDebits(counted: readonly Counted[]): Map<number, Minor> {
  const nets = new Map<number, Minor>();
  for (const { posting } of counted) {
    if (posting.layer !== 'SETTLED') continue;
    nets.set(posting.debit, (nets.get(posting.debit) ?? 0n) + posting.amount);
    nets.set(posting.credit, (nets.get(posting.credit) ?? 0n) - posting.amount);
  }
  return nets;
}

/** The books as a whole. */
export const books: ReadsOf<'books'> = {
  trialBalance: (tenant, { query }) => {
    const { as_of_date: asOf, known_at: knownAt, program_id: programId } = query;
    const isKnown = knownBy(knownAt);
    const today = tenant.businessDate(programId, knownAt);
    const counted = countedOf(tenant).filter(({ entry, postedAt, ...its }) => {
      const isAsked = (asOf === undefined || entry.accountingDate <= asOf) && isKnown(postedAt);
      return isAsked && (programId === undefined || its.programId === programId);
    });
    const held = [...new Set(counted.map(({ entry }) => entry.currency as string))];
    const currency = query.currency ?? onlyCurrency(held);
    const totals = totalsOf(counted, tenant.glCodes).filter((total) => total.currency === currency);
    const lastDate = totals.reduce<string>((last, total) => (total.lastDate > last ? total.lastDate : last), today);
    return trialBalanceOf({ asOf: asOf ?? lastDate, knownAt, programId, currency }, totals);
  },

  periods: ({ journal }, asked) => {
    const closed = journal.events.flatMap((event) => {
      const { closes } = event.effects;
      return closes === undefined ? [] : [{ event, ...closes }];
    });
    const page = pageOf('books.periods', asked, closed, ({ throughDate }) => throughDate);
    const items = page.rows.map(({ event, throughDate, totals }) => ({
      period_close_event_id: event.eventId as string,
      through_date: throughDate as string,
      posted_at: event.postedAt,
      totals: totals.map(periodTotalOf),
      actor: event.actor,
    }));
    return { items, ...page.next };
  },

  tieOut: (tenant, { query }) => {
    const loans = [...tenant.book.loans.values()];
    const currencies = [...new Set(loans.map((loan) => loan.currency as string))].sort();
    const tied = currencies
      .filter((currency) => query.currency === undefined || query.currency === currency)
      .flatMap((currency) => {
        const nets = netDebits(countedOf(tenant).filter(({ entry }) => entry.currency === currency));
        const its = loans.filter((loan) => loan.currency === currency);
        return CONTROL_ACCOUNTS.map(({ code, sign, bucket }) => ({
          account: code,
          currency,
          ledger: BigInt(sign) * (nets.get(code) ?? 0n),
          loans: sumOf(its.map(({ balances }) => balances[bucket])),
        }));
      });
    return tieOutOf(tied);
  },

  rollForward: (tenant, { query: { month, currency, program_id: programId } }) => {
    tenant.businessDate(programId);
    const first = `${month}-01` as LocalDate;
    const last = lastDayOfMonth(first);
    const counted = countedOf(tenant).filter(({ entry, ...its }) => {
      return entry.currency === currency && (programId === undefined || its.programId === programId);
    });
    const before = counted.filter(({ entry }) => entry.accountingDate < first);
    const within = counted.filter(({ entry }) => entry.accountingDate >= first && entry.accountingDate <= last);
    return rollForwardOf({ month, currency, programId }, netDebits(before), within.flatMap(movedOf));
  },
};

const movedOf = ({ posting: { debit, credit, amount, layer }, entry: { type } }: Counted): Moved[] =>
  layer === 'SETTLED' ? [{ type, debit, credit, amount }] : [];

/** @throws Failed validation_failed when the books have none or several, and one must be named. */
function onlyCurrency(held: readonly string[]): string {
  if (held.length === 1) return held[0]!;
  throw new Failed(badParameter('currency', currencyToName(held)));
}
