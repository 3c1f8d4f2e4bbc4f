import {
  type AccountCode,
  type Bucket,
  bucketOf,
  EVENT_TYPES,
  type EventType,
  type LocalDate,
  lastDayOfMonth,
  type Minor,
} from '@tallystick/core';
import { CONTROL_ACCOUNTS } from '../books/chart.ts';
import { reading, type Tx } from '../store/transaction.ts';
import { businessDate, findProgram } from './asked-program.ts';
import { api } from './implement.ts';

/** The month and the loans that are asked for. */
interface Asked {
  readonly first: string;
  readonly last: string;
  readonly currency: string;
  readonly program: string | undefined;
}

/** What one type of entry moved in the month between two accounts. */
interface MovedRow {
  readonly event_type: EventType;
  readonly debit: number;
  readonly credit: number;
  readonly amount: string;
}

interface OpeningRow {
  readonly account_code: number;
  readonly net_debit: string;
}

/**
 * How each bucket of all loans came from one month end to the next, by accounting date.
 *
 * Laws: closing = opening + increases - decreases; a closing is the next month's opening; and it is the balance of the
 * bucket's account in the trial balance of the month's last day.
 */
export const rollForward = api.books.rollForward.handler(async ({ input: { query }, context }) => {
  const tenantId = context.principal!.tenantId;
  const first = `${query.month}-01` as LocalDate;
  const asked = { first, last: lastDayOfMonth(first), currency: query.currency, program: query.program_id };
  const [found, openings, inMonth, rolledForward] = await reading(context.services.reader, tenantId, (tx) => [
    findProgram(tx, tenantId, query.program_id),
    readOpenings(tx, tenantId, asked),
    readEffectiveInMonth(tx, tenantId, asked),
    readRolledForward(tx, tenantId, asked),
  ]);
  businessDate(context, query.program_id, found);
  const moved = [...inMonth, ...rolledForward];
  return {
    status: 200 as const,
    body: {
      month: query.month,
      currency: query.currency,
      ...(query.program_id === undefined ? {} : { program_id: query.program_id }),
      buckets: CONTROL_ACCOUNTS.map(({ bucket, name, code, sign }) => {
        const net = openings.find((row) => row.account_code === code)?.net_debit ?? '0';
        const opening = BigInt(sign) * BigInt(net);
        const movements = movementsOf(bucket, moved);
        const closing = movements.reduce((sum, { increase, decrease }) => sum + increase - decrease, opening);
        return {
          bucket: name,
          opening_minor: String(opening),
          movements: movements.map(({ type, increase, decrease }) => ({
            event_type: type,
            increase_minor: String(increase),
            decrease_minor: String(decrease),
          })),
          closing_minor: String(closing),
        };
      }),
    },
  };
});

interface BucketMovement {
  readonly type: EventType;
  readonly increase: Minor;
  readonly decrease: Minor;
}

/** What each type of entry added to a bucket and took from it, in the order of the types; those that did neither are left out. */
function movementsOf(bucket: Bucket, moved: readonly MovedRow[]): BucketMovement[] {
  return EVENT_TYPES.flatMap((type) => {
    const sums = { increase: 0n, decrease: 0n };
    for (const row of moved.filter(({ event_type }) => event_type === type)) {
      const debited = bucketOf(row.debit as AccountCode);
      const credited = bucketOf(row.credit as AccountCode);
      if (debited?.bucket === bucket) sums[debited.normal === 'DR' ? 'increase' : 'decrease'] += BigInt(row.amount);
      if (credited?.bucket === bucket) sums[credited.normal === 'CR' ? 'increase' : 'decrease'] += BigInt(row.amount);
    }
    return sums.increase + sums.decrease === 0n ? [] : [{ type, ...sums }];
  });
}

const CODES = CONTROL_ACCOUNTS.map(({ code }) => code);

function readOpenings(tx: Tx, tenantId: string, { first, currency, ...asked }: Asked) {
  const program = asked.program ?? null;
  return tx<OpeningRow[]>`
    select account_code, sum(debits) - sum(credits) as net_debit from account_days
    where tenant_id = ${tenantId} and account_code = any(${CODES}::smallint[]) and currency = ${currency}
      and layer = 'SETTLED' and accounting_date < ${first} and (${program}::uuid is null or program_id = ${program})
    group by account_code`;
}

/** What took effect in the month and counts in it. A closed period moves an entry's accounting date on, never back. */
function readEffectiveInMonth(tx: Tx, tenantId: string, { first, last, currency, program }: Asked) {
  return tx<MovedRow[]>`
    select e.event_type, p.debit, p.credit, sum(p.amount) as amount
    from (
      select u.journal_entry_id, u.debit, u.credit, sum(u.amount) as amount from postings u
      where u.tenant_id = ${tenantId} and u.effective_at between ${first} and ${last} and u.currency = ${currency}
        and u.layer = 'SETTLED' ${ofProgram(tx, tenantId, program)}
      group by u.journal_entry_id, u.debit, u.credit) p
    cross join lateral (
      select event_type from journal_entries j where j.tenant_id = ${tenantId}
        and j.journal_entry_id = p.journal_entry_id and j.accounting_date between ${first} and ${last} offset 0) e
    group by e.event_type, p.debit, p.credit`;
}

/** What took effect before the month and counts in it, because its own period was closed. An index knows these few. */
function readRolledForward(tx: Tx, tenantId: string, { first, last, currency, program }: Asked) {
  return tx<MovedRow[]>`
    select e.event_type, p.debit, p.credit, sum(p.amount) as amount
    from (
      select * from journal_entries where tenant_id = ${tenantId} and accounting_date between ${first} and ${last}
        and accounting_date <> effective_at and effective_at < ${first} and currency = ${currency} offset 0) e
    cross join lateral (
      select * from postings u where u.tenant_id = ${tenantId} and u.journal_entry_id = e.journal_entry_id
        and u.effective_at = e.effective_at and u.layer = 'SETTLED' ${ofProgram(tx, tenantId, program)} offset 0) p
    group by e.event_type, p.debit, p.credit`;
}

/** That the loan of the posting `u` is of a program. What moves a bucket has a loan. */
function ofProgram(tx: Tx, tenantId: string, program: string | undefined) {
  if (program === undefined) return tx``;
  return tx`and u.loan_id in (select loan_id from loans where tenant_id = ${tenantId} and program_id = ${program})`;
}
