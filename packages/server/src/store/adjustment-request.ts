import type { Adjust, Currency, Direction, Layer, LoanId, LocalDate } from '@tallystick/core';

/** An adjustment as it is sent, and as it is kept with its event until somebody decides about it. */
export interface AdjustmentRequest {
  readonly lines: readonly AdjustmentLine[];
  readonly currency: string;
  readonly effective_at: string;
  readonly reason_code: string;
  readonly description: string;
}

interface AdjustmentLine {
  readonly account_code: string;
  readonly direction: Direction;
  readonly amount_minor: string;
  readonly loan_id?: string | undefined;
  readonly layer: Layer;
}

/** The command in a request: the same when it comes in and when its approval reads it back. */
export const adjustOf = (request: AdjustmentRequest): Adjust => ({
  kind: 'adjustment',
  lines: request.lines.map((line) => ({
    account: Number(line.account_code),
    direction: line.direction,
    amount: BigInt(line.amount_minor),
    loanId: line.loan_id as LoanId | undefined,
    layer: line.layer,
  })),
  currency: request.currency as Currency,
  effectiveAt: request.effective_at as LocalDate,
  reasonCode: request.reason_code,
  description: request.description,
});
