import { expect, it } from 'vitest';
import { describeRecord } from './record.ts';

const ANSWER = {
  return_event_id: '0198',
  journal_entry_id: '0199',
  returned_minor: '50000',
  restored: { principal_minor: '42500', interest_minor: '7500' },
  fee: { assessed_minor: '500', unpaid_minor: '500' },
  retry_allowed: true,
  follow_on_entry_ids: [],
  max_days: null,
  waterfalls: { default: ['fees', 'interest'] },
  lines: [
    { account_code: '1100', amount_minor: '100', layer: 'SETTLED' },
    { account_code: '4200', amount_minor: '2000', loan_id: '1111' },
  ],
  totals: [{ currency: 'JPY', debits_minor: '7' }],
  warnings: [{ code: 'x', detail: 'y' }],
};

it('shows every field in words, splits with their total, and lists by their columns', () => {
  expect(describeRecord(ANSWER, 'USD')).toBe(`Return event         0198
Entry                0199
Returned             500.00 USD
Retry allowed        yes
Follow-on entries    none
Max days             none
Waterfalls, default  fees, interest

Restored          USD
Principal      425.00
Interest        75.00
           ----------
Total          500.00

Fee        USD
Assessed  5.00
Unpaid    5.00

Lines
ACCOUNT  AMOUNT  LAYER    LOAN
1100       1.00  SETTLED
4200      20.00           1111

Totals
CURRENCY  DEBITS
JPY            7`);
});

it('says that amounts are in minor units where the currency is not known', () => {
  expect(describeRecord({ returned_minor: '5', restored: { principal_minor: '5' } }, undefined)).toBe(
    'Returned  5 in minor units\n\nRestored   Minor units\nPrincipal            5\n            ----------\nTotal                5',
  );
});
