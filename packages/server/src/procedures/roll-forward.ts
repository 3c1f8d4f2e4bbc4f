import { type AccountCode, type EventType, type LocalDate, lastDayOfMonth } from '@tallystick/core';
import { CONTROL_ACCOUNTS, type Moved, rollForwardOf } from '@tallystick/core/wire';
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
  const rolled = { month: query.month, currency: query.currency, programId: query.program_id };
  const opening = new Map(openings.map((row) => [row.account_code, BigInt(row.net_debit)]));
  const moved = [...inMonth, ...rolledForward].map(movedOf);
  return { status: 200 as const, body: rollForwardOf(rolled, opening, moved) };
});

const movedOf = (row: MovedRow): Moved => ({
  type: row.event_type,
  debit: row.debit as AccountCode,
  credit: row.credit as AccountCode,
  amount: BigInt(row.amount),
});

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
