import { borrowerId, loanId } from '../books/names.ts';
import type { Asking, BatchPlan } from './plan.ts';

/** Makes the bytes of the request with a number, as latin1 text: everything that does not change is put together once. */
export type MakeRequest = (number: number) => string;

/** The maker of what a plan asks. */
export function requestsOf(asking: Asking, host: string): MakeRequest {
  switch (asking.kind) {
    case 'payments':
      return paymentsOf(asking, host);
    case 'balances':
      return balancesOf(asking, host);
    case 'path':
      return pathsOf(asking, host);
    default:
      return asking satisfies never;
  }
}

/** What every payment pays: one unit of fees, two of interest, three of principal. */
export const PAID = { fees: 1, interest: 2, principal: 3 } as const;
const AMOUNT = PAID.fees + PAID.interest + PAID.principal;

function paymentsOf(asking: Asking & { kind: 'payments' }, host: string): MakeRequest {
  const { lenders, first, loans, round } = asking;
  const parts = {
    fees_minor: `${PAID.fees}`,
    interest_minor: `${PAID.interest}`,
    principal_minor: `${PAID.principal}`,
  };
  const rest = JSON.stringify({
    amount_minor: `${AMOUNT}`,
    currency: 'USD',
    effective_at: asking.effectiveAt,
    source_method: 'ach',
    allocation_mode: 'custom',
    custom_allocation: parts,
  }).slice(1);
  const bodyOf = (loan: number, ref: string) =>
    `{"loan_id":"${loanId(loan)}","borrower_id":"${borrowerId(loan)}","external_ref":"${ref}",${rest}`;
  const name = (number: number) => `${round}_${number.toString().padStart(9, '0')}`;
  const length = bodyOf(0, name(0)).length;
  const heads = lenders.map(
    ({ token }) =>
      `POST /v1/payments HTTP/1.1\r\nHost: ${host}\r\nAuthorization: Bearer ${token}\r\n` +
      `Content-Type: application/json\r\nContent-Length: ${length}\r\nIdempotency-Key: payment:`,
  );
  return (number) => {
    const loan = first + Math.floor(Math.random() * loans);
    const ref = name(number);
    return `${heads[number % heads.length]!}${ref}\r\n\r\n${bodyOf(loan, ref)}`;
  };
}

function balancesOf(asking: Asking & { kind: 'balances' }, host: string): MakeRequest {
  const { lenders, first, loans, query } = asking;
  const tails = lenders.map(
    ({ token }) => `/balance${query} HTTP/1.1\r\nHost: ${host}\r\nAuthorization: Bearer ${token}\r\n\r\n`,
  );
  return (number) => {
    const loan = first + Math.floor(Math.random() * loans);
    return `GET /v1/loans/${loanId(loan)}${tails[number % tails.length]!}`;
  };
}

function pathsOf({ path, tokens }: Asking & { kind: 'path' }, host: string): MakeRequest {
  const start = `GET ${path} HTTP/1.1\r\nHost: ${host}\r\n`;
  const requests = tokens.map((token) => `${start}Authorization: Bearer ${token}\r\n\r\n`);
  if (requests.length === 0) return () => `${start}\r\n`;
  return (number) => requests[number % requests.length]!;
}

/** What a loan of a batch accrues: not the same for all, and never zero. */
export const accruedBy = (loan: number): number => 100 + (loan % 900);

/** The whole request of an accrual batch. */
export function batchRequest(plan: BatchPlan, host: string): Buffer {
  const items: string[] = [];
  for (let loan = 0; loan < plan.loans; loan++) {
    items.push(
      `{"loan_id":"${loanId(loan)}","outstanding_principal_minor":"${plan.principal}","interest_minor":"${accruedBy(loan)}"}`,
    );
  }
  const body =
    `{"program_id":"${plan.programId}","accrual_date":"${plan.date}","day_count_convention":"ACT_365",` +
    `"loans":[${items.join(',')}]}`;
  return Buffer.from(
    `POST /v1/accruals/batch HTTP/1.1\r\nHost: ${host}\r\nAuthorization: Bearer ${plan.token}\r\n` +
      `Content-Type: application/json\r\nContent-Length: ${body.length}\r\nIdempotency-Key: ${plan.key}\r\n\r\n${body}`,
    'latin1',
  );
}
