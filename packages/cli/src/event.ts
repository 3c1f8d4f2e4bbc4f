import type { LedgerEvent } from '@tallystick/sdk';
import { describeRecord } from './record.ts';
import { describeLedger } from './statement.ts';

/** One event: what it is, what was asked and answered, and its entries as a journal. */
export function describeEvent({ entries, ...event }: LedgerEvent): string {
  const { currency = entries[0]?.lines[0]?.currency } = event.request as { readonly currency?: string };
  const journal = entries.length === 0 ? [] : [describeLedger({ items: entries })];
  return [describeRecord(event, currency), ...journal].join('\n\n');
}
