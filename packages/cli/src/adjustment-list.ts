import type { AdjustmentPage, AdjustmentRecord } from '@tallystick/sdk';
import { amountIn, sum } from './money.ts';
import { type Column, table } from './table.ts';

const COLUMNS: readonly Column[] = [
  { title: 'ADJUSTMENT' },
  { title: 'REQUESTED' },
  { title: 'BY' },
  { title: 'STATUS' },
  { title: 'EFFECTIVE' },
  { title: 'DEBITS', align: 'right' },
  { title: 'CURRENCY' },
  { title: 'REASON' },
];

/** Lists adjustments, a row each, with the sum of its debits: its lines and its description are read one by one. */
export function describeAdjustments({ items }: AdjustmentPage): string {
  return items.length === 0 ? 'There is no such adjustment.' : table(COLUMNS, items.map(cellsOf));
}

function cellsOf({ lines, currency, ...adjustment }: AdjustmentRecord): readonly string[] {
  const debits = lines.filter(({ direction }) => direction === 'DR').map((line) => line.amount_minor);
  return [
    adjustment.adjustment_event_id,
    adjustment.requested_at,
    adjustment.requested_by,
    adjustment.status,
    adjustment.effective_at,
    amountIn(sum(debits), currency),
    currency,
    adjustment.reason_code,
  ];
}
