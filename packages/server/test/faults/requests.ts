import { createHash } from 'node:crypto';
import {
  type AnswerTo,
  type BorrowerId,
  type Command,
  type Currency,
  type EventId,
  effectiveDateOf,
  type LoanId,
  type LocalDate,
  type ProgramId,
} from '@tallystick/core';
import type { PostingRequest } from '../../src/posting/request.ts';
import { DRAWN } from './stage.ts';

type Of<Kind extends Command['kind']> = Extract<Command, { kind: Kind }>;

/** The borrower of every loan that these tests post to without HTTP. */
export const BORROWER = '0199a000-0000-7000-8000-0000000000b0' as BorrowerId;

const common = { borrowerId: BORROWER, currency: 'USD' as Currency };

export const drawOf = (loanId: string, amount: bigint, date = DRAWN): Of<'disbursement'> => ({
  ...common,
  kind: 'disbursement',
  loanId: loanId as LoanId,
  amount,
  effectiveAt: date as LocalDate,
  method: 'internal_transfer',
  destinationRef: undefined,
  programId: undefined,
  withheldFee: undefined,
});

export const paymentOf = (
  loanId: string,
  amount: bigint,
  date = '2025-05-02',
  externalRef?: string,
): Of<'payment'> => ({
  ...common,
  kind: 'payment',
  loanId: loanId as LoanId,
  amount,
  effectiveAt: date as LocalDate,
  sourceMethod: 'wire',
  externalRef,
  instruction: { mode: 'waterfall' },
});

export const feeOf = (loanId: string, amount: bigint, date: string, feeType: 'late' | 'other'): Of<'fee'> => ({
  ...common,
  kind: 'fee',
  loanId: loanId as LoanId,
  amount,
  effectiveAt: date as LocalDate,
  feeType,
  description: undefined,
});

/** The same principal and interest for each loan: a program that records a mismatch takes any principal. */
export const accrualOf = (
  programId: string,
  loanIds: readonly string[],
  date: string,
  figures: { principal: bigint; interest: bigint; onDuplicate: 'reject' | 'skip' },
): Of<'accrual'> => ({
  kind: 'accrual',
  programId: programId as ProgramId,
  accrualDate: date as LocalDate,
  convention: 'ACT_365',
  items: loanIds.map((id) => ({ loanId: id as LoanId, principal: figures.principal, interest: figures.interest })),
  onDuplicate: figures.onDuplicate,
  control: undefined,
});

export const settlementOf = (disbursementId: string, date: string): Of<'settlement'> => ({
  kind: 'settlement',
  disbursementId: disbursementId as EventId,
  effectiveAt: date as LocalDate,
  bankRef: undefined,
});

const inDigits = (_: string, value: unknown) => (typeof value === 'bigint' ? String(value) : value);

/** What the ledger reads back of a request that it kept. */
function recordOf(command: Command): string {
  if (command.kind === 'accrual') return JSON.stringify({ accrual_date: command.accrualDate });
  if (command.kind === 'settlement') return JSON.stringify({ id: command.disbursementId });
  if (command.kind === 'period_close') return JSON.stringify({ through_date: command.throughDate });
  const money =
    'currency' in command && 'amount' in command
      ? { amount_minor: String(command.amount), currency: command.currency }
      : {};
  const method = command.kind === 'disbursement' ? { method: command.method } : {};
  return JSON.stringify({ ...money, effective_at: effectiveDateOf(command), ...method });
}

/** A request as a procedure would hand it to the engine. */
export function requestOf(
  tenantId: string,
  idempotencyKey: string,
  command: Command,
  more: Partial<PostingRequest> = {},
): PostingRequest {
  return {
    tenantId,
    actor: 'a test',
    idempotencyKey,
    fingerprint: createHash('sha256').update(JSON.stringify(command, inDigits)).digest('hex'),
    command,
    record: recordOf(command),
    dryRun: false,
    present: (answer: AnswerTo<Command>, eventId) => JSON.parse(JSON.stringify({ eventId, ...answer }, inDigits)),
    ...more,
  };
}
