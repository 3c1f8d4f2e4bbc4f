import {
  createClient,
  formatMinor,
  idempotencyKey,
  isProblem,
  OutcomeUnknownError,
  toMinor,
  UnreachableError,
} from '@tallystick/sdk';

/**
 * A user's program that goes once through everything that could differ from one runtime to the next: fetch, timers,
 * aborts, bigint, generators, errors of a socket. It answers what it saw, and a test compares it.
 */
export async function journey(baseUrl, gone) {
  const ledger = createClient({ baseUrl, clientId: 'demo', clientSecret: 'demo-secret' });
  const loan = { loan_id: '11111111-1111-1111-1111-111111111111', borrower_id: '22222222-2222-2222-2222-222222222222' };
  const payment = { ...loan, amount_minor: toMinor('888.49', 'USD'), currency: 'USD', effective_at: '2026-05-01' };
  const key = idempotencyKey('payment', 'loan 42', 'x'.repeat(300));
  const pay = () => ledger.payments.create({ ...payment, source_method: 'ach' }, { idempotencyKey: key });
  const first = await pay();
  const second = await pay();
  const { data: balance, response } = await ledger.loans.balance(loan.loan_id).withResponse();
  const entries = [];
  for await (const { journal_entry_id: id } of ledger.loans.journalEntries(loan.loan_id)) entries.push(id);
  const refusal = await ledger.loans.get(loan.loan_id).catch((error) => error);
  const signal = AbortSignal.timeout(100);
  const aborted = await ledger.books.tieOut({ signal }).catch((error) => error === signal.reason);
  const late = await ledger.books.tieOut({ attemptTimeoutMs: 100, maxRetries: 0 }).catch((error) => error);
  const cut = await ledger.fees.assess(payment, { idempotencyKey: key, maxRetries: 0 }).catch((error) => error);
  const absent = createClient({ baseUrl: gone, token: 'mine', maxRetries: 0 });
  const refused = await absent.health.live().catch((error) => error);
  const unsent = await absent.fees.assess(payment, { idempotencyKey: key }).catch((error) => error);
  return {
    key: key.slice(0, 20),
    replays: [first.isReplay, second.isReplay],
    principal: formatMinor(first.allocation.principal_minor, 'USD'),
    balance: balance.total_exposure_minor,
    trace: response.traceId,
    entries,
    refusal: isProblem(refusal, 'loan_not_found') && refusal.detail,
    aborted,
    late: late instanceof UnreachableError,
    cut: cut instanceof OutcomeUnknownError && cut.idempotencyKey === key,
    refused: refused instanceof UnreachableError,
    unsent: unsent.name,
  };
}
