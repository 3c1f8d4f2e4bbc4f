import { randomUUID } from 'node:crypto';
import {
  type EntryId,
  type EventId,
  type JournalEntry,
  type Loan,
  type LoanId,
  type LocalDate,
  mirrored,
} from '@tallystick/core';
import { expect } from 'vitest';
import { historyOf, pastOf } from '../../src/posting/read-past.ts';
import { statementsOf } from '../../src/posting/write.ts';
import { type LoanRow, loanOf } from '../../src/store/loan-row.ts';
import { writing } from '../../src/store/transaction.ts';
import type { Lender } from '../harness/server.ts';
import type { Stage } from './stage.ts';

/** What a read under /v1 answers, which must be 200. */
// biome-ignore lint/suspicious/noExplicitAny: a test reads whatever the wire holds
export async function read(lender: Lender, path: string): Promise<any> {
  const { status, body, text } = await lender.get(path);
  expect(status, text).toBe(200);
  return body;
}

/** Every item of a paged list, read `size` at a time. */
// biome-ignore lint/suspicious/noExplicitAny: a test reads whatever the wire holds
export async function readAll(lender: Lender, path: string, size = 500): Promise<any[]> {
  const items: unknown[] = [];
  const paged = `${path}${path.includes('?') ? '&' : '?'}page_size=${size}`;
  for (let token: string | undefined, first = true; first || token !== undefined; first = false) {
    const page = await read(lender, token === undefined ? paged : `${paged}&page_token=${encodeURIComponent(token)}`);
    items.push(...page.items);
    token = page.next_page_token;
  }
  return items;
}

/** The trial balance in short: the balance of each account by its code, with its side; totals last. */
export async function balancesOf(lender: Lender, query = ''): Promise<Record<string, string>> {
  const { accounts, memo, totals } = await read(lender, `/trial-balance${query}`);
  const rows = [...accounts, ...memo].map((row) => [row.account_code, `${row.balance_minor} ${row.balance_side}`]);
  expect(totals.debits_minor).toBe(totals.credits_minor);
  return Object.fromEntries([...rows, ['total', totals.debits_minor]]);
}

/** What of an accrual batch is reversed: its entry, its date, its program and the loans. */
interface Reversed {
  readonly entryId: string;
  readonly date: string;
  readonly loanIds: readonly string[];
  readonly at: Date;
}

/** Writes the reversal of an accrual for some of its loans, as the engine writes what a reversal books. */
export async function reverseAccrual(stage: Stage, lender: Lender, its: Reversed): Promise<void> {
  const { tenantId } = lender;
  const [date, at] = [its.date as LocalDate, its.at.toISOString()];
  const [eventId, entryId] = [randomUUID() as EventId, randomUUID() as EntryId];
  await writing(stage.server.connections.writer, async (tx) => {
    const rows = await tx<LoanRow[]>`
      select * from loans where tenant_id = ${tenantId} and loan_id = any(${its.loanIds}::uuid[]) order by loan_id for update`;
    const loans = rows.map(loanOf);
    const past = historyOf(
      await pastOf(
        tx,
        tenantId,
        loans.map(({ id }) => id),
      ),
    );
    const booked = past.filter((entry) => entry.entryId === its.entryId).flatMap(({ postings }) => postings);
    const ofLoan = (id: LoanId) => loans.find((loan) => loan.id === id);
    const postings = booked.map((posting) => mirrored(posting, ofLoan(posting.loanId!)));
    const entry: JournalEntry = {
      id: entryId,
      type: 'reversal',
      currency: loans[0]!.currency,
      effectiveAt: date,
      accountingDate: date,
      correlationId: eventId,
      reversesEntryId: its.entryId as EntryId,
      postings,
    };
    const changed = loans.flatMap((loan): Loan[] => {
      const own = postings.find((posting) => posting.loanId === loan.id);
      if (own === undefined) return [];
      const interest = loan.balances.interest - own.amount;
      const entryCount = loan.entryCount + 1;
      return [{ ...loan, entryCount, lastActivityAt: at, balances: { ...loan.balances, interest } }];
    });
    const zeroLoans = loans.filter((loan) => !changed.some(({ id }) => id === loan.id)).map(({ id }) => id);
    const event = {
      ...{ eventId, kind: 'reversal', idempotencyKey: `reversal:${eventId}`, fingerprint: '00', record: '{}' },
      ...{ response: '{}', actor: 'tester', loanId: undefined, subject: undefined, postedAt: at, entries: [entry] },
      ...{ payment: undefined, closes: undefined },
      zeroAccruals:
        zeroLoans.length === 0
          ? undefined
          : { date, entryId, loanIds: zeroLoans, reversesEntryId: its.entryId as EntryId },
    };
    tx.send(
      ...statementsOf(tx, tenantId, {
        events: [event],
        opened: [],
        changed,
        programOf: (id) => ofLoan(id!)!.programId,
      }),
    );
  });
}
