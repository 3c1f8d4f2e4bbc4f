import { contract } from '@tallystick/core/contract';
import { describe, expect, it } from 'vitest';
import { OPERATION_EXAMPLES } from '../../src/docs/examples.ts';

/** The figures of the examples add up: a reader who checks them with a pencil finds the ledger's own laws. */

// biome-ignore lint/suspicious/noExplicitAny: an example is whatever the wire holds
type Body = any;
interface Told {
  readonly name: string;
  readonly request: Body;
  readonly answer: Body;
}

const told = (operationId: string): readonly Told[] =>
  (OPERATION_EXAMPLES[operationId]?.exchanges ?? []).map(({ name, request, answer }) => ({ name, request, answer }));
const everyExchange = Object.keys(OPERATION_EXAMPLES).flatMap((id) =>
  told(id).map((one) => [id, one.name, one] as const),
);
const sum = (amounts: readonly string[]): bigint => amounts.reduce((total, amount) => total + BigInt(amount), 0n);

it('there are examples of the operations of the contract and of no others', () => {
  const operations = Object.values(contract).flatMap((noun) => Object.values(noun));
  const ids = operations.map((operation) => operation['~orpc'].route.operationId);
  expect(Object.keys(OPERATION_EXAMPLES).sort()).toEqual(ids.sort());
});

it.each(everyExchange)(
  '%s %s: what stands in lines balances, where all lines are shown',
  (_, __, { request, answer }) => {
    for (const { lines, next_page_token } of [...bodiesWithLines(request), ...bodiesWithLines(answer)]) {
      if (next_page_token !== undefined) continue;
      const side = (direction: string) =>
        sum(lines.filter((line: Body) => line.direction === direction).map((line: Body) => line.amount_minor));
      expect(side('DR')).toBe(side('CR'));
    }
  },
);

function bodiesWithLines(value: unknown): Body[] {
  if (typeof value !== 'object' || value === null) return [];
  const inner = Object.values(value).flatMap(bodiesWithLines);
  return 'lines' in value ? [value, ...inner] : inner;
}

describe('an amount is the sum of its parts', () => {
  it.each(told('createPayment'))('the payment $name', ({ request, answer }) => {
    expect(sum(Object.values(answer.allocation))).toBe(BigInt(request.amount_minor));
    for (const { owed_minor, applied_minor, left_minor } of answer.explain?.buckets ?? []) {
      expect(sum([applied_minor, left_minor])).toBe(BigInt(owed_minor));
    }
  });

  it.each(told('returnPayment'))('the return $name', ({ answer }) => {
    expect(sum(Object.values(answer.restored))).toBe(BigInt(answer.returned_minor));
  });

  it.each(told('createRecovery'))('the recovery $name', ({ request, answer }) => {
    expect(sum(Object.values(answer.recovery))).toBe(BigInt(request.amount_minor));
  });

  it.each(told('waiveFee'))('the fee of the waiver $name', ({ answer: { fee } }) => {
    expect(sum([fee.paid_minor, fee.waived_minor, fee.unpaid_minor])).toBe(BigInt(fee.assessed_minor));
  });

  it.each(told('createRefinance'))('the new loan of the refinance $name', ({ answer }) => {
    const { principal_minor, payoff_minor, cash_out_minor, withheld_fee_minor } = answer;
    expect(sum([payoff_minor, cash_out_minor, withheld_fee_minor])).toBe(BigInt(principal_minor));
  });

  it.each(told('postAccrualBatch'))('the batch $name', ({ request, answer }) => {
    const interest = sum(request.loans.map((loan: Body) => loan.interest_minor));
    expect([answer.total_accrued_minor, request.control.total_interest_minor].map(BigInt)).toEqual([
      interest,
      interest,
    ]);
  });
});

describe('the books', () => {
  it.each(told('getTrialBalance'))('the trial balance $name balances', ({ answer }) => {
    const column = (name: string) => sum(answer.accounts.map((account: Body) => account[name]));
    expect(String(column('debits_minor'))).toBe(answer.totals.debits_minor);
    expect(String(column('credits_minor'))).toBe(answer.totals.credits_minor);
    expect(answer.totals.debits_minor).toBe(answer.totals.credits_minor);
  });

  it.each(told('closePeriod'))('the period $name balances', ({ answer }) => {
    for (const { debits_minor, credits_minor } of answer.totals) expect(debits_minor).toBe(credits_minor);
  });

  it.each(told('getRollForward'))('each bucket of $name rolls forward', ({ answer }) => {
    for (const { opening_minor, movements, closing_minor } of answer.buckets) {
      const up = sum(movements.map((movement: Body) => movement.increase_minor));
      const down = sum(movements.map((movement: Body) => movement.decrease_minor));
      expect(BigInt(opening_minor) + up - down).toBe(BigInt(closing_minor));
    }
  });
});
