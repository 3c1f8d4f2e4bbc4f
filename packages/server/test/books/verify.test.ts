import { randomUUID } from 'node:crypto';
import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { verifyBooks } from '../../src/index.ts';
import { acts, booked, freshKey, openLoan } from '../api/loan-life.ts';
import { openStage, type Stage } from '../api/stage.ts';

/** Each check finds what it is for: books are tampered with, as only a superuser can, and put back. */

let stage: Stage;
let admin: postgres.Sql;
let tenantId: string;

beforeAll(async () => {
  stage = await openStage();
  const lender = await stage.lender();
  ({ tenantId } = lender);
  const loan = await openLoan(lender);
  await acts(lender).pay(loan, { amount_minor: '300' });
  await booked(lender.post('/periods/close', { through_date: '2026-05-31' }, freshKey()));
  admin = postgres(stage.server.databaseUrl, { max: 1 });
});
afterAll(async () => {
  await admin.end();
  await stage.close();
});

/** What `verify` finds after a statement that no trigger saw. The statement is rolled back. */
async function findingsAfter(statement: string): Promise<string[]> {
  const undo = new Error('put back');
  let found: string[] = [];
  await admin
    .begin(async (tx) => {
      await tx.unsafe(`set local session_replication_role = replica; ${statement}`);
      const sql = Object.assign((...asked: Parameters<typeof tx>) => tx(...asked), tx, {
        begin: (_: string, work: (inner: typeof tx) => Promise<unknown>) => work(tx),
      });
      const { findings } = await verifyBooks(sql as unknown as Parameters<typeof verifyBooks>[0]);
      found = findings.map(({ check, tenantId: whose, detail }) => {
        expect(whose).toBe(tenantId);
        return `${check}: ${detail}`;
      });
      throw undo;
    })
    .catch((error) => {
      if (error !== undo) throw error;
    });
  return found;
}

it('books in order have no finding', async () => {
  expect(await findingsAfter('select 1')).toEqual([]);
});

const ABSENT = randomUUID();

describe('a check finds', () => {
  it.each<[string, string, readonly RegExp[]]>([
    [
      'an amount that was booked into a closed period',
      `update account_days set debits = debits + 5 where account_code = 1100 and accounting_date = '2026-04-01'`,
      [
        /^account_totals: account 1100 on 2026-04-01 \(USD, SETTLED\) stores 1000005 debit/,
        /^closed_period: the period through 2026-05-31 closed with .*"1000600".*, its days hold .*"1000605"/,
        /^control_account: account 1100 \(USD\) holds 999705, its loans add up to 999700/,
        /^trial_balance: USD SETTLED: debits 1000605, credits 1000600/,
      ],
    ],
    [
      'a total of a period that was rewritten',
      `update periods set totals = '[]'`,
      [/^closed_period: the period through 2026-05-31 closed with \[\], its days hold \[\{/],
    ],
    [
      'an event that is gone from the feed',
      `delete from events where kind = 'period_close'`,
      [/^feed: the feed stands at 3 and holds 2 events, from 1 to 2$/],
    ],
    [
      'a gap in the feed',
      `update events set position = 9 where kind = 'period_close'`,
      [/^feed: the feed stands at 3 and holds 3 events, from 1 to 9$/],
    ],
    [
      'a feed that was set back',
      `update feeds set last_position = 2`,
      [/^feed: the feed stands at 2 and holds 3 events/],
    ],
    [
      'an entry that its event does not name',
      `update events set entry_ids = entry_ids[1:1] where kind = 'payment'`,
      [/^orphan_entry: entry \S+ is of event \S+ and named by event none$/],
    ],
    [
      'an entry that is named and not there',
      `update events set entry_ids = entry_ids || '${ABSENT}'::uuid where kind = 'payment'`,
      [new RegExp(`^orphan_entry: entry ${ABSENT} is of event none and named by event \\S+$`)],
    ],
    [
      'an event that should have booked something',
      `update events set kind = 'payment' where kind = 'period_close'`,
      [/^orphan_entry: event \S+ \(payment\) has no entry$/],
    ],
    [
      'money of an event that is not there',
      `update postings set source_event_id = '${ABSENT}' where credit = 2200`,
      [new RegExp(`^source_event: posting 1 of entry \\S+ moves the money of event ${ABSENT}, which is not there$`)],
    ],
    [
      'a posting that is numbered past a gap',
      `update postings set sequence = 2 where credit = 2200`,
      [/^posting_numbers: entry \S+ has 1 postings, numbered to 2, of 1 loans$/],
    ],
    [
      'memo and money mixed in one posting',
      `update postings set credit = 9900 where credit = 2100;
       update account_days set account_code = 9900 where account_code = 2100;
       update periods set totals = '[{"currency":"USD","debits_minor":"1000600","credits_minor":"600"}]'`,
      [
        /^trial_balance: USD SETTLED memo: debits 0, credits 1000000$/,
        /^trial_balance: USD SETTLED: debits 1000600, credits 600$/,
      ],
    ],
  ])('%s', async (_, statement, expected) => {
    const found = await findingsAfter(statement);
    expect(found.sort()).toEqual(expected.map((pattern) => expect.stringMatching(pattern)));
  });
});
