import type { TrialBalance } from '@tallystick/sdk';
import type { Sheet, SheetColumn, SheetPosting, SheetRow } from './sheet.ts';

const COLUMNS: readonly SheetColumn[] = [
  { name: 'as_of_date', kind: 'date' },
  { name: 'account_code', kind: 'text' },
  { name: 'name', kind: 'text' },
  { name: 'class', kind: 'text' },
  { name: 'gl_code', kind: 'text' },
  { name: 'layer', kind: 'text' },
  { name: 'currency', kind: 'text' },
  { name: 'debits_minor', kind: 'minor' },
  { name: 'credits_minor', kind: 'minor' },
  { name: 'balance_minor', kind: 'minor' },
  { name: 'balance_side', kind: 'text' },
];

/** The trial balance, a row for each account and layer; for plain-text accounting, one transaction that opens with it. */
export function balancesSheet({ as_of_date: date, currency, accounts, memo }: TrialBalance): Sheet {
  const totals = [...accounts, ...memo];
  async function* rows(): AsyncGenerator<SheetRow, void, undefined> {
    for (const account of totals) yield { as_of_date: date, currency, ...account };
  }
  async function* postings(): AsyncGenerator<SheetPosting, void, undefined> {
    const transaction = { date, title: 'balances', tags: {} };
    for (const { account_code, layer, balance_minor: balance, balance_side: side } of totals) {
      const minor = side === 'DR' ? BigInt(balance) : -BigInt(balance);
      yield { transaction, account_code, layer, minor, currency, tags: {} };
    }
  }
  return { columns: COLUMNS, rows: rows(), postings: postings() };
}
