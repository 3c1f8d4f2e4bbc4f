import { ACCOUNTS, type AccountRole, BUCKETS } from '@tallystick/core';
import { EXAMPLE } from '../problems/page.ts';
import type { ChapterExamples } from './exchange.ts';
import { ACTOR, STORY } from './story.ts';

const GL_CODE = '12010';

/** An account of the chart as it is answered; principal is mapped to the lender's own ledger. */
function account(role: AccountRole) {
  const { code, normal, ...named } = ACCOUNTS[role];
  const mapped = role === 'loan_principal' ? { gl_code: GL_CODE } : {};
  return { account_code: String(code), ...named, normal_side: normal, ...mapped };
}

/** What an account has seen, after the payment of the quickstart. */
function totals(role: AccountRole, debits: number, credits: number) {
  const { role: _role, normal_side, ...named } = account(role);
  const balance = debits - credits;
  return {
    ...named,
    layer: 'SETTLED',
    debits_minor: String(debits),
    credits_minor: String(credits),
    balance_minor: String(Math.abs(balance)),
    balance_side: balance === 0 ? normal_side : balance > 0 ? 'DR' : 'CR',
  };
}

const BALANCES = [
  totals('cash_bank', 0, 1_000_000),
  totals('payments_in_transit', 88_849, 0),
  totals('loan_principal', 1_000_000, 78_349),
  totals('interest_receivable', 10_000, 10_000),
  totals('fees_receivable', 500, 500),
  totals('disbursements_in_transit', 1_000_000, 1_000_000),
  totals('unapplied_payments', 88_849, 88_849),
  totals('interest_income', 0, 10_000),
  totals('fee_income', 0, 500),
];

const april = {
  period_close_event_id: STORY.close.event,
  through_date: '2026-04-30',
  posted_at: STORY.close.postedAt,
  totals: [{ currency: 'USD', debits_minor: '2010500', credits_minor: '2010500' }],
};

/** A bucket over a month in which the payment was the only thing that happened. */
const moved = (bucket: string, opening: string, event_type: string, decrease: string, closing: string) => ({
  bucket,
  opening_minor: opening,
  movements: [{ event_type, increase_minor: '0', decrease_minor: decrease }],
  closing_minor: closing,
});

/** The books of a lender that has the quickstart's loan and no other, after its payment. */
export const BOOKS: ChapterExamples = {
  listAccounts: {
    exchanges: [
      {
        name: 'some',
        summary: 'The first accounts of the chart, one of them mapped',
        answer: { items: (['cash_bank', 'payments_in_transit', 'loan_principal'] as const).map(account) },
      },
    ],
  },
  mapAccount: {
    exchanges: [
      {
        name: 'mapped',
        summary: 'Principal has the number 12010 in your general ledger',
        request: { gl_code: GL_CODE },
        answer: account('loan_principal'),
      },
    ],
  },
  getTrialBalance: {
    exchanges: [
      {
        name: 'after_payment',
        summary: 'After the payment of the quickstart',
        answer: {
          as_of_date: '2026-05-01',
          currency: 'USD',
          accounts: BALANCES,
          memo: [],
          totals: { debits_minor: '2188198', credits_minor: '2188198' },
        },
      },
    ],
  },
  closePeriod: {
    key: 'close:2026-04',
    exchanges: [{ name: 'april', summary: 'April is closed', request: { through_date: '2026-04-30' }, answer: april }],
  },
  listPeriods: {
    exchanges: [{ name: 'april', summary: 'One closed period', answer: { items: [{ ...april, actor: ACTOR }] } }],
  },
  getTieOut: {
    exchanges: [
      {
        name: 'balanced',
        summary: 'Every account that belongs to loans holds what the loans hold',
        answer: {
          accounts: Object.entries(BUCKETS).map(([bucket, role]) => {
            const held = bucket === 'principal' ? '921651' : '0';
            const account_code = String(ACCOUNTS[role].code);
            return { account_code, currency: 'USD', ledger_minor: held, loans_minor: held, difference_minor: '0' };
          }),
          balanced: true,
        },
      },
    ],
  },
  getRollForward: {
    exchanges: [
      {
        name: 'may',
        summary: 'May, in which the payment was booked',
        answer: {
          month: '2026-05',
          currency: 'USD',
          program_id: EXAMPLE.program,
          buckets: [
            moved('principal', '1000000', 'payment_allocated', '78349', '921651'),
            moved('interest', '10000', 'payment_allocated', '10000', '0'),
            moved('fees', '500', 'payment_allocated', '500', '0'),
          ],
        },
      },
    ],
  },
};
