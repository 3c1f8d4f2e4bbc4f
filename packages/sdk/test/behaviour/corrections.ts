import { expect } from 'vitest';
import { accrue, type Behaviour, borrower, key, lend, owes, payment, refused } from './bench.ts';

/** How mistakes are undone, and interest is kept without gaps. */
export const corrections: readonly Behaviour[] = [
  {
    name: 'an entry is reversed once, and what hangs on it only with it',
    async run(bench) {
      const { owner } = await lend(bench, { owing: true });
      const paid = await bench.ledger.payments.create(payment(owner, 88_849n), key());
      const undo = { journal_entry_id: paid.journal_entry_id, reason_code: 'keyed_wrongly' };
      await refused(bench.ledger.reversals.create(undo, key()), 'has_dependents', 409);
      const undone = await bench.ledger.reversals.create({ ...undo, cascade: true }, key());
      expect(undone.reversed_entry_ids).toHaveLength(2);
      expect(await owes(bench.ledger, owner)).toEqual(['1000000', '10000', '500', '0']);
      await refused(bench.ledger.reversals.create(undo, key()), 'already_reversed', 409);
      const newest = await bench.ledger.loans.journalEntries(owner.loan_id, { order: 'desc' }).toArray({ limit: 2 });
      expect(newest.map((entry) => entry.event_type)).toEqual(['reversal', 'reversal']);
    },
  },
  {
    name: 'an adjustment waits for a second person where the program says so',
    async run(bench) {
      const programId = borrower().loan_id;
      await bench.ledger.programs.put(programId, { name: 'Careful', adjustment_approval: 'two_person' });
      const { owner } = await lend(bench, { programId });
      const lines = [
        { account_code: '1100', direction: 'DR', amount_minor: 40n, loan_id: owner.loan_id },
        { account_code: '3000', direction: 'CR', amount_minor: 40n },
      ] as const;
      const words = {
        currency: 'USD',
        effective_at: '2026-05-10',
        reason_code: 'migration',
        description: 'brought in',
      } as const;
      const asked = { lines: [...lines], ...words };
      const { adjustment_event_id: id, status } = await bench.ledger.adjustments.create(asked, key());
      expect([status, (await bench.ledger.adjustments.get(id)).status]).toEqual([
        'pending_approval',
        'pending_approval',
      ]);
      await refused(bench.ledger.adjustments.approve(id, {}, key()), 'self_approval', 403);
      const approved = await bench.second.adjustments.approve(id, {}, key());
      const story = await bench.ledger.adjustments.get(id);
      expect(story).toMatchObject({ status: 'approved', journal_entry_id: approved.journal_entry_id });
      expect(story.decided_by).not.toBe(story.requested_by);
      expect(await owes(bench.ledger, owner)).toEqual(['1000040', '0', '0', '0']);
      await refused(bench.second.adjustments.reject(id, { reason: 'too late' }, key()), 'not_pending', 409);

      const { adjustment_event_id: other } = await bench.ledger.adjustments.create(asked, key());
      await bench.second.adjustments.reject(other, { reason: 'twice' }, key());
      expect((await bench.ledger.adjustments.get(other)).status).toBe('rejected');

      const { adjustment_event_id: waiting } = await bench.ledger.adjustments.create(asked, key());
      const listed = async (filters: object) =>
        (await bench.second.adjustments.list({ ...filters, pageSize: 1 }).toArray({ limit: 9 })).map(
          (one) => one.adjustment_event_id,
        );
      expect(await listed({})).toEqual([id, other, waiting]);
      expect(await listed({ status: 'pending_approval', loanId: owner.loan_id })).toEqual([waiting]);
      expect(await listed({ status: 'rejected' })).toEqual([other]);
      expect(await listed({ loanId: programId })).toEqual([]);
      const [first] = await bench.second.adjustments.list().toArray({ limit: 1 });
      expect(first).toEqual(story);
    },
  },
  {
    name: 'lines that are out of balance are refused',
    async run({ ledger }) {
      const lines = [
        { account_code: '1000', direction: 'DR', amount_minor: 41n },
        { account_code: '3000', direction: 'CR', amount_minor: 40n },
      ] as const;
      const words = {
        currency: 'USD',
        effective_at: '2026-05-10',
        reason_code: 'migration',
        description: 'brought in',
      } as const;
      await refused(ledger.adjustments.create({ lines: [...lines], ...words }, key()), 'unbalanced_adjustment', 422);
    },
  },
  {
    name: 'a day of interest is booked once for each loan, zeros among them, and its gaps are known',
    async run(bench) {
      const { ledger, defaultProgramId: programId } = bench;
      const owners = [(await lend(bench)).owner, (await lend(bench)).owner, (await lend(bench)).owner] as const;
      const [first, second, third] = owners;
      const gaps = async () =>
        (await ledger.accruals.coverage({ date: '2026-04-30' }).toArray({ limit: 10 })).map(({ loan_id }) => loan_id);
      expect(await gaps()).toEqual(owners.map(({ loan_id }) => loan_id).sort());
      const batch = await accrue(ledger, programId, '2026-04-30', [
        [first, '10000'],
        [second, '0'],
      ]);
      expect([batch.loan_count, batch.total_accrued_minor, batch.posted_count]).toEqual([2, '10000', 2]);
      expect(await gaps()).toEqual([third.loan_id]);

      const again = await refused(
        accrue(ledger, programId, '2026-04-30', [
          [third, '1'],
          [first, '10000'],
        ]),
        'accrual_duplicate',
        409,
      );
      expect(again.errors).toEqual([expect.objectContaining({ pointer: '/loans/1', code: 'accrual_duplicate' })]);
      const skipping = await accrue(
        ledger,
        programId,
        '2026-04-30',
        [
          [first, '10000'],
          [third, '9'],
        ],
        'skip',
      );
      expect([skipping.posted_count, skipping.skipped_count]).toEqual([1, 1]);

      const undo = { journal_entry_id: batch.journal_entry_id, reason_code: 'wrong_rate', loan_ids: [first.loan_id] };
      await ledger.reversals.create(undo, key());
      expect(await ledger.accruals.get(batch.accrual_event_id)).toMatchObject({
        program_id: programId,
        reversed_count: 1,
        reversed_minor: '10000',
      });
      expect(await gaps()).toEqual([first.loan_id]);
      await ledger.reversals.create({ journal_entry_id: batch.journal_entry_id, reason_code: 'wrong_rate' }, key());
      expect(await gaps()).toEqual([first.loan_id, second.loan_id].sort());
      await accrue(ledger, programId, '2026-04-30', [
        [first, '9000'],
        [second, '8000'],
      ]);
      expect(await gaps()).toEqual([]);
      const later = ledger.accruals.coverage({ date: '2026-05-01', pageSize: 2 });
      const page = await later.page();
      expect([page.items.length, page.items[0]?.last_accrual_date]).toEqual([2, '2026-04-30']);
      expect(await later.toArray({ limit: 10 })).toHaveLength(3);
    },
  },
  {
    name: 'a batch names every loan that is bad',
    async run(bench) {
      const { owner } = await lend(bench);
      const batch = accrue(bench.ledger, bench.defaultProgramId, '2026-03-01', [
        [owner, '1'],
        [borrower(), '1'],
      ]);
      const problem = await refused(batch, 'batch_rejected', 422);
      expect(problem.errors?.map(({ pointer, code }) => [pointer, code])).toEqual([
        ['/loans/0', 'loan_not_accruing'],
        ['/loans/1', 'loan_not_found'],
      ]);
    },
  },
];
