import { expect } from 'vitest';
import { accrue, type Behaviour, borrower, key, lend, owes, payment, refused } from './bench.ts';

/** How the books are read. */
export const reads: readonly Behaviour[] = [
  {
    name: 'a balance is of any day, and of what was known at any instant',
    async run(bench) {
      const { owner, draw } = await lend(bench, { owing: true });
      const late = payment(owner, 88_849n, { effective_at: '2026-05-01' });
      await bench.ledger.payments.create(late, key());
      expect(await owes(bench.ledger, owner, '2026-04-29')).toEqual(['1000000', '0', '0', '0']);
      expect(await owes(bench.ledger, owner, '2026-04-30')).toEqual(['1000000', '10000', '500', '0']);
      expect(await owes(bench.ledger, owner, '2026-05-01')).toEqual(['921651', '0', '0', '0']);
      const before = new Date(Date.parse(draw.posted_at) - 1_000).toISOString();
      const unknown = await bench.ledger.loans.balance(owner.loan_id, { knownAt: before });
      expect([unknown.principal_outstanding_minor, unknown.last_activity_at]).toEqual(['0', undefined]);
      const early = await bench.ledger.loans.balance(owner.loan_id, { asOf: '2026-03-31' });
      expect([early.as_of_date, early.last_activity_at, early.status]).toEqual(['2026-03-31', undefined, 'active']);
    },
  },
  {
    name: "a loan's history is walked page by page, forwards and back, and narrowed",
    async run(bench) {
      const { owner } = await lend(bench, { owing: true });
      await bench.ledger.payments.create(payment(owner, 88_849n), key());
      const types = [
        'disbursement',
        'disbursement_settled',
        'accrual',
        'fee_assessed',
        'payment_received',
        'payment_allocated',
      ];
      const walk = (filters: object) =>
        bench.ledger.loans.journalEntries(owner.loan_id, filters).toArray({ limit: 50 });
      const named = async (filters: object) => (await walk(filters)).map((entry) => entry.event_type);
      const all = await named({ pageSize: 2 });
      expect(all).toEqual(types.filter((type) => all.includes(type as never)));
      expect(await named({ pageSize: 2, order: 'desc' })).toEqual(all.toReversed());
      expect(await named({ eventType: 'accrual' })).toEqual(['accrual']);
      expect(await named({ from: '2026-05-01' })).toEqual(['payment_received', 'payment_allocated']);
      const first = await bench.ledger.loans.journalEntries(owner.loan_id, { pageSize: 1 }).page();
      const elsewhere = { page_token: first.next_page_token! };
      const misused = bench.ledger.request({ method: 'GET', path: '/events', query: elsewhere });
      await refused(misused, 'page_token_invalid', 400);
    },
  },
  {
    name: 'the journal has every entry with its lines, which balance',
    async run(bench) {
      const { owner } = await lend(bench, { owing: true });
      const { journal_entry_id: id } = await bench.ledger.payments.create(payment(owner, 88_849n), key());
      const entries = await bench.ledger.journalEntries.list({ pageSize: 2 }).toArray({ limit: 50 });
      const back = await bench.ledger.journalEntries.list({ pageSize: 3, order: 'desc' }).toArray({ limit: 50 });
      expect(back).toEqual(entries.toReversed());
      for (const { lines } of entries) {
        const sum = (side: 'DR' | 'CR') =>
          lines
            .filter(({ direction }) => direction === side)
            .map((line) => BigInt(line.amount_minor))
            .reduce((a, b) => a + b, 0n);
        expect(sum('DR')).toBe(sum('CR'));
      }
      const entry = await bench.ledger.journalEntries.get(id, { pageSize: 1 });
      expect([entry.line_count, entry.lines.length, entry.lines[0]?.direction]).toEqual([2, 1, 'DR']);
      const lines = await bench.ledger.journalEntries.lines(id, { pageSize: 1 }).toArray({ limit: 10 });
      expect(lines.map(({ account_code, amount_minor }) => [account_code, amount_minor])).toEqual([
        ['1000', '88849'],
        ['2200', '88849'],
      ]);
      const now = entries.at(-1)!.posted_at;
      expect(await bench.ledger.journalEntries.list({ postedAfter: now }).toArray({ limit: 5 })).toEqual([]);
    },
  },
  {
    name: 'the feed has every event in order, with what was asked, answered and booked',
    async run(bench) {
      const { owner } = await lend(bench, { owing: true });
      const { owner: other } = await lend(bench);
      const paid = await bench.ledger.payments.create(payment(owner, 5n, { metadata: { channel: 'app' } }), key());
      const all = await bench.ledger.events.list({ pageSize: 2 }).toArray({ limit: 50 });
      expect(all.map(({ position }) => position)).toEqual(all.map((_, index) => String(index + 1)));
      expect(all.map(({ kind }) => kind)).toEqual(['disbursement', 'accrual', 'fee', 'disbursement', 'payment']);
      const last = all.at(-1)!;
      expect(last.answer).toEqual({ ...paid });
      expect(last.request).toMatchObject({
        amount_minor: '5',
        metadata: { channel: 'app' },
        allocation_mode: 'waterfall',
      });
      expect(last.entries.map((entry) => entry.event_type)).toEqual(['payment_received', 'payment_allocated']);
      const kinds = async (filters: object) =>
        (await bench.ledger.events.list(filters).toArray({ limit: 50 })).map(({ kind }) => kind);
      expect(await kinds({ after: '3' })).toEqual(['disbursement', 'payment']);
      expect(await kinds({ loanId: owner.loan_id })).toEqual(['disbursement', 'accrual', 'fee', 'payment']);
      expect(await kinds({ loanId: other.loan_id, kind: 'disbursement' })).toEqual(['disbursement']);
    },
  },
  {
    name: "an event is found by its key, by a processor's reference and by what it acted on",
    async run(bench) {
      const { owner } = await lend(bench);
      const { owner: other } = await lend(bench);
      const { ledger } = bench;
      const named = { sourceMethod: 'card', externalRef: 'ch_881' } as const;
      const body = { source_method: named.sourceMethod, external_ref: named.externalRef };
      const under = key();
      const paid = await ledger.payments.create(payment(owner, 500n, body), under);
      await ledger.payments.settle(paid.payment_event_id, { effective_at: '2026-05-04' }, key());
      const found = async (filters: object) =>
        (await ledger.events.list(filters).toArray({ limit: 50 })).map(({ kind }) => kind);
      expect(await found(under)).toEqual(['payment']);
      expect(await found(key())).toEqual([]);
      expect(await found(named)).toEqual(['payment']);
      expect(await found({ ...named, sourceMethod: 'ach' })).toEqual([]);
      expect(await found({ ...named, ...under, loanId: owner.loan_id, kind: 'payment' })).toEqual(['payment']);
      expect(await found({ ...named, loanId: other.loan_id })).toEqual([]);
      expect(await found({ ...under, after: '3' })).toEqual([]);
      expect(await found({ subjectEventId: paid.payment_event_id })).toEqual(['payment_settlement']);
      expect(await found({ subjectEventId: paid.payment_event_id, kind: 'return' })).toEqual([]);
      await refused(ledger.events.list({ externalRef: 'ch_881' }).page(), 'validation_failed', 400);
    },
  },
  {
    name: 'an event is found by its id, as the feed shows it',
    async run(bench) {
      const { owner, draw } = await lend(bench, { owing: true });
      const { ledger } = bench;
      for (const event of await ledger.events.list().toArray({ limit: 50 })) {
        expect(await ledger.events.get(event.event_id)).toEqual(event);
      }
      const nobody = await refused(ledger.events.get(owner.loan_id), 'event_not_found', 404);
      expect(nobody.detail).toBe(`no event ${owner.loan_id}`);
      await refused(ledger.events.get(draw.journal_entry_id), 'event_not_found', 404);
    },
  },
  {
    name: 'the trial balance balances, and names a currency once there are two',
    async run(bench) {
      const none = await refused(bench.ledger.books.trialBalance(), 'validation_failed', 400);
      expect(none.detail).toBe('/query/currency must name a currency: the books hold none yet');
      const { owner } = await lend(bench, { owing: true });
      await bench.ledger.accounts.map('1100', { gl_code: 'GL-7' });
      const { accounts, totals, currency } = await bench.ledger.books.trialBalance();
      expect([currency, totals.debits_minor]).toEqual(['USD', totals.credits_minor]);
      expect(accounts.find((account) => account.account_code === '1100')).toMatchObject({
        gl_code: 'GL-7',
        balance_minor: '1000000',
        balance_side: 'DR',
      });
      const april = await bench.ledger.books.trialBalance({ asOf: '2026-04-29', programId: bench.defaultProgramId });
      expect(april.accounts.map((account) => account.account_code)).not.toContain('1200');
      const euros = {
        ...borrower(),
        currency: 'EUR',
        amount_minor: 7n,
        effective_at: '2026-04-01',
        method: 'wire',
      } as const;
      await bench.ledger.disbursements.create(euros, key());
      const both = await refused(bench.ledger.books.trialBalance(), 'validation_failed', 400);
      expect(both.detail).toContain('EUR');
      expect((await bench.ledger.books.trialBalance({ currency: 'EUR' })).totals.debits_minor).not.toBe('0');
      expect(await owes(bench.ledger, owner)).toEqual(['1000000', '10000', '500', '0']);
    },
  },
  {
    name: 'loans tie out to their accounts, and roll from month to month',
    async run(bench) {
      const { owner } = await lend(bench, { owing: true });
      await bench.ledger.payments.create(payment(owner, 88_849n), key());
      const { accounts, balanced } = await bench.ledger.books.tieOut();
      expect(balanced).toBe(true);
      expect(accounts.find((account) => account.account_code === '1100')).toMatchObject({ loans_minor: '921651' });
      expect((await bench.ledger.books.tieOut({ currency: 'EUR' })).accounts).toEqual([]);
      const { buckets: april } = await bench.ledger.books.rollForward({ month: '2026-04', currency: 'USD' });
      const { buckets: may } = await bench.ledger.books.rollForward({ month: '2026-05', currency: 'USD' });
      expect(may.map((bucket) => bucket.opening_minor)).toEqual(april.map((bucket) => bucket.closing_minor));
      expect(may[0]).toMatchObject({
        bucket: 'principal',
        opening_minor: '1000000',
        movements: [{ event_type: 'payment_allocated', increase_minor: '0', decrease_minor: '78349' }],
        closing_minor: '921651',
      });
    },
  },
  {
    name: 'a period closes for good, and what is dated into it counts on the day after',
    async run(bench) {
      const { owner } = await lend(bench);
      const closed = await bench.ledger.books.closePeriod({ through_date: '2026-04-30' }, key());
      expect(closed.totals.map(({ debits_minor, credits_minor }) => debits_minor === credits_minor)).toEqual([true]);
      await accrue(bench.ledger, bench.defaultProgramId, '2026-04-30', [[owner, '10000']]);
      const [entry] = await bench.ledger.loans
        .journalEntries(owner.loan_id, { eventType: 'accrual' })
        .toArray({ limit: 1 });
      expect([entry?.effective_at, entry?.accounting_date]).toEqual(['2026-04-30', '2026-05-01']);
      const [period] = await bench.ledger.books.periods().toArray({ limit: 5 });
      expect(period).toMatchObject({ through_date: '2026-04-30', totals: closed.totals });
      await refused(bench.ledger.books.closePeriod({ through_date: '2026-04-30' }, key()), 'period_out_of_order', 409);
    },
  },
  {
    name: 'a program is written once, then changed, and every version is kept',
    async run({ ledger, defaultProgramId }) {
      const id = borrower().loan_id;
      const first = await ledger.programs.put(id, { name: 'Bridge' }).withResponse();
      const same = await ledger.programs.put(id, { name: 'Bridge' }).withResponse();
      expect([first.response.status, same.response.status, same.data]).toEqual([201, 200, first.data]);
      const second = await ledger.programs.put(id, { name: 'Bridge', hold_days: { ach: 9 } });
      expect([second.version, second.hold_days.ach]).toEqual([2, 9]);
      expect((await ledger.programs.get(id, { version: 1 })).hold_days.ach).toBe(first.data.hold_days.ach);
      const all = await ledger.programs.list({ pageSize: 1 }).toArray({ limit: 10 });
      expect(all.map((program) => [program.program_id, program.version, program.default])).toEqual([
        [defaultProgramId, 1, true],
        [id, 2, false],
      ]);
      const much = { name: 'Bridge', small_balance_tolerance_minor: 9_999_999_999_999_999_999n };
      await refused(ledger.programs.put(id, much), 'amount_overflow', 422);
    },
  },
  {
    name: 'the chart keeps what the lender calls an account',
    async run({ ledger }) {
      await ledger.accounts.map('1100', { gl_code: 'GL-7' });
      const chart = await ledger.accounts.list().toArray({ limit: 100 });
      expect(chart.map((account) => account.account_code)).toEqual(chart.map((account) => account.account_code).sort());
      expect(chart.filter((account) => account.gl_code !== undefined).map((account) => account.role)).toEqual([
        'loan_principal',
      ]);
      expect((await ledger.accounts.map('1100', { gl_code: null })).gl_code).toBeUndefined();
    },
  },
];
