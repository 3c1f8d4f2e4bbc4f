import { expect } from 'vitest';
import { isProblem } from '../../src/index.ts';
import { type Behaviour, borrower, key, lend, owes, payment, refused } from './bench.ts';

/** How any request is read, kept apart, answered again and refused. */
export const requests: readonly Behaviour[] = [
  {
    name: 'a request is booked once under its key, and answered with the same bytes again',
    async run(bench) {
      const { owner } = await lend(bench, { owing: true });
      const once = key();
      const first = await bench.ledger.payments.create(payment(owner, 88_849n), once).withResponse();
      expect([first.data.isReplay, first.response.status]).toEqual([false, 201]);
      const again = await bench.ledger.payments.create(payment(owner, 88_849n), once).withResponse();
      expect([again.data.isReplay, again.response.status, again.response.text]).toEqual([
        true,
        200,
        first.response.text,
      ]);
      expect(again.response.headers['idempotent-replayed']).toBe('true');
      expect(await owes(bench.ledger, owner)).toEqual(['921651', '0', '0', '0']);
    },
  },
  {
    name: 'a request is known by its values, not by the order of what is kept beside it or the case of ids',
    async run(bench) {
      const { owner } = await lend(bench);
      const once = key();
      const asked = payment(owner, 1_000n, { metadata: { a: 1, b: [2] } });
      await bench.ledger.payments.create(asked, once);
      const upper = { ...asked, loan_id: owner.loan_id.toUpperCase(), metadata: { b: [2], a: 1 } };
      expect((await bench.ledger.payments.create(upper, once)).isReplay).toBe(true);
    },
  },
  {
    name: 'a key is not taken for another request, nor for another operation, and is free after a refusal',
    async run(bench) {
      const { owner } = await lend(bench);
      const once = key();
      await refused(
        bench.ledger.payments.create(payment(owner, 5n, { currency: 'EUR' }), once),
        'currency_mismatch',
        422,
      );
      await bench.ledger.payments.create(payment(owner, 5n), once);
      await refused(bench.ledger.payments.create(payment(owner, 6n), once), 'idempotency_key_reused', 422);
      const fee = { ...owner, amount_minor: 5n, effective_at: '2026-05-01', fee_type: 'other' } as const;
      await refused(bench.ledger.fees.assess(fee, once), 'idempotency_key_reused', 422);
    },
  },
  {
    name: "a processor's name for money is answered as the first, and is not another's",
    async run(bench) {
      const { owner } = await lend(bench);
      const named = payment(owner, 700n, { external_ref: 'proc 1' });
      const first = await bench.ledger.payments.create(named, key());
      const again = await bench.ledger.payments.create(named, key());
      expect([again.isReplay, { ...again }]).toEqual([true, { ...first }]);
      const other = bench.ledger.payments.create({ ...named, amount_minor: 701n }, key());
      await refused(other, 'external_ref_conflict', 409);
      const undo = { journal_entry_id: first.journal_entry_id, reason_code: 'keyed_wrongly', cascade: true };
      await bench.ledger.reversals.create(undo, key());
      expect((await bench.ledger.payments.create({ ...named, amount_minor: 701n }, key())).isReplay).toBe(false);
    },
  },
  {
    name: 'a rehearsal answers in full, books nothing and leaves its key free',
    async run(bench) {
      const { owner } = await lend(bench, { owing: true });
      const once = key();
      const asked = payment(owner, 88_849n, { explain: true });
      const rehearsed = await bench.ledger.payments.create({ ...asked, dry_run: true }, once).withResponse();
      expect([rehearsed.data.isReplay, rehearsed.response.status, rehearsed.data.dry_run]).toEqual([false, 200, true]);
      expect(rehearsed.data.explain).toMatchObject({
        waterfall: ['late_charges', 'fees', 'interest', 'principal'],
        buckets: [{}, { owed_minor: '500' }, { applied_minor: '10000' }, { left_minor: '921651' }],
      });
      expect(await owes(bench.ledger, owner)).toEqual(['1000000', '10000', '500', '0']);
      expect((await bench.ledger.payments.create(asked, once)).isReplay).toBe(false);
    },
  },
  {
    name: 'what is wrong with a body is named where it is',
    async run({ ledger }) {
      const owner = borrower();
      const wrong = { ...payment(owner, 5n), amount_minor: '-5', effective_at: '2026-02-30', loan_id: 'L1', spare: 1 };
      const problem = await refused(ledger.payments.create(wrong as never, key()), 'validation_failed', 400);
      expect(problem.errors).toEqual([
        { pointer: '/loan_id', code: 'invalid_format', detail: '/loan_id must be a UUID' },
        expect.objectContaining({ pointer: '/amount_minor' }),
        expect.objectContaining({ pointer: '/effective_at' }),
        { pointer: '/spare', code: 'unrecognized_keys', detail: '/spare is not a property of this request' },
      ]);
      expect([problem.retryable, problem.detail]).toEqual([false, problem.errors?.[0]?.detail]);
    },
  },
  {
    name: 'what is wrong with a query is named where it is',
    async run({ ledger }) {
      const { loan_id } = borrower();
      const yearZero = await refused(
        ledger.loans.balance(loan_id, { knownAt: '0000-01-01T00:00:00Z' }),
        'validation_failed',
        400,
      );
      expect(yearZero.errors?.[0]?.pointer).toBe('/query/known_at');
      const odd = ledger.loans.balance(loan_id, { extraQuery: { spare: '1' } });
      expect((await refused(odd, 'validation_failed', 400)).errors?.[0]?.pointer).toBe('/query/spare');
      const token = { method: 'GET', path: '/events', query: { page_token: 'made up' } } as const;
      await refused(ledger.request(token), 'page_token_invalid', 400);
    },
  },
  {
    name: 'an address that is none, and a method that it does not take, are told apart',
    async run({ ledger }) {
      await refused(ledger.request({ method: 'GET', path: '/forecasts' }), 'route_not_found', 404);
      await refused(ledger.request({ method: 'GET', path: '/payments' }), 'method_not_allowed', 405);
    },
  },
  {
    name: 'what is not there is said by its id',
    async run({ ledger, defaultProgramId }) {
      const { loan_id, borrower_id } = borrower();
      const absent = await refused(ledger.loans.get(loan_id), 'loan_not_found', 404);
      expect(absent.detail).toBe(`no loan ${loan_id}`);
      expect(isProblem(absent, 'loan_not_found')).toBe(true);
      await refused(ledger.loans.balance(loan_id), 'loan_not_found', 404);
      await refused(ledger.loans.journalEntries(loan_id).page(), 'loan_not_found', 404);
      await refused(ledger.journalEntries.get(loan_id), 'journal_entry_not_found', 404);
      await refused(ledger.adjustments.get(loan_id), 'event_not_found', 404);
      await refused(ledger.accruals.get(loan_id), 'event_not_found', 404);
      await refused(ledger.programs.get(loan_id), 'program_not_found', 404);
      await refused(ledger.programs.get(defaultProgramId, { version: 9 }), 'program_not_found', 404);
      await refused(ledger.books.trialBalance({ programId: loan_id }), 'program_not_found', 404);
      await refused(ledger.accounts.map('9998', { gl_code: 'x' }), 'account_unknown', 422);
      const terms = { loan_id, borrower_id, currency: 'USD', effective_at: '2026-05-01' } as const;
      await refused(ledger.payments.create(payment(terms, 5n), key()), 'loan_not_found', 404);
    },
  },
  {
    name: 'a day that has not come is refused, and so is a borrower who is not the one',
    async run(bench) {
      const { owner } = await lend(bench);
      const future = payment(owner, 5n, { effective_at: '2999-01-01' });
      await refused(bench.ledger.payments.create(future, key()), 'effective_date_in_future', 422);
      const stranger = payment({ ...owner, borrower_id: borrower().borrower_id }, 5n);
      await refused(bench.ledger.payments.create(stranger, key()), 'borrower_mismatch', 422);
      const early = payment(owner, 5n, { effective_at: '2026-03-31' });
      await refused(bench.ledger.payments.create(early, key()), 'effective_before_first_disbursement', 422);
    },
  },
  {
    name: 'it lives, and is ready',
    async run({ ledger }) {
      expect([(await ledger.health.live()).status, (await ledger.health.ready()).status]).toEqual(['ok', 'ok']);
    },
  },
];
