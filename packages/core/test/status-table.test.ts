/**
 * Which event a loan takes in which state: the table at the end of section 4 of the domain's rules, cell by cell. Where
 * it leaves a cell to a flag of the program, the answer is that of a program without flags.
 */
import { describe, expect, it } from 'vitest';
import type { Command } from '../src/events/decide.ts';
import type { JournalEntry } from '../src/ledger/entry.ts';
import type { LoanStatus } from '../src/loan/loan.ts';
import { isRefusal, type RefusalCode } from '../src/loan/refusal.ts';
import { adjustment, opening, refinancing, reversal } from './corrections.ts';
import { accrual, disbursement, eventId, fee, InMemoryBook, payment } from './in-memory-book.ts';
import { chargeoff, nonaccrual, recovery, restructure, waiver } from './losses.ts';
import { bankReturn } from './money-in.ts';

const STATES = ['pending', 'active', 'nonaccrual', 'paid_off', 'charged_off', 'refinanced', 'cancelled'] as const;
type State = (typeof STATES)[number];

/**
 * What comes of an event: booked, as it is or with an entry that follows from it; booked with all of the money in
 * suspense, or on the claim; booked with memo lines alone; or refused.
 */
type Outcome = 'booked' | 'booked + chargeoff' | 'booked + refinance' | 'suspense' | 'recovery' | 'memo' | RefusalCode;

const no = 'loan_state_forbids';
const TABLE = {
  // What is drawn again while in doubt, or after it was paid off, is a term of revolving programs.
  disbursement: ['booked', 'booked', no, no, no, no, no],
  'accrual > 0': [
    'loan_not_accruing',
    'booked',
    'memo',
    'loan_not_accruing',
    'loan_not_accruing',
    'loan_not_accruing',
    'loan_not_accruing',
  ],
  payment: ['suspense', 'booked', 'booked', 'suspense', 'recovery', 'suspense', 'suspense'],
  // Money that moved is recorded (D10): a payment that waited on a pending loan may bounce as well.
  // What is restored on a charged-off loan is charged off at once; on a refinanced one it moves to the new loan.
  payment_returned: ['booked', 'booked', 'booked', 'booked', 'booked + chargeoff', 'booked + refinance', 'booked'],
  fee_assessed: [no, 'booked', 'booked', no, no, no, no],
  'fee_waived, what is unpaid': ['booked', 'booked', 'booked', 'waiver_exceeds_fee', 'memo', no, no],
  'fee_waived, what was paid': ['booked', 'booked', 'booked', 'booked', no, no, no],
  // More is charged off "if buckets > 0", and a loan with anything in its buckets is active.
  chargeoff: [no, 'booked', 'booked', no, 'nothing_to_charge_off', no, no],
  recovery: [
    'no_claim_to_recover',
    'no_claim_to_recover',
    'no_claim_to_recover',
    'no_claim_to_recover',
    'recovery',
    'no_claim_to_recover',
    'no_claim_to_recover',
  ],
  nonaccrual: [no, 'booked', no, no, no, no, no],
  'nonaccrual, the exit': [no, no, 'booked', no, no, no, no],
  refinance: [no, 'booked', 'booked', no, no, no, no],
  'restructure that forgives': [no, 'booked', 'booked', no, 'memo', no, no],
  'restructure that capitalises': [no, 'booked', 'booked', no, no, no, no],
  reversal: ['booked', 'booked', 'booked', 'booked', 'booked', 'booked', 'booked'],
  manual_adjustment: ['booked', 'booked', 'booked', 'booked', 'booked', 'booked', 'booked'],
} as const satisfies Record<string, readonly Outcome[]>;
type Row = keyof typeof TABLE;

const ON = '2026-02-10';
/** The fee of every loan that was drawn: 50, of which a payment has paid 30. */
const FEE = eventId(2);

function drawnBook(): InMemoryBook {
  const book = new InMemoryBook();
  book.disburse({ amount: 1_000n, on: '2026-01-05' });
  book.charge({ amount: 50n, on: '2026-01-10' });
  book.pay({ amount: 30n, on: '2026-01-12' });
  return book;
}

/** A book whose loan L1 is in a state on `ON`. But for `pending` it owed principal 1,000 and 20 of a fee before. */
function bookIn(state: State): InMemoryBook {
  const book = state === 'pending' ? new InMemoryBook() : drawnBook();
  switch (state) {
    case 'pending':
      book.post(opening({ on: '2026-01-05' }));
      book.pay({ amount: 30n, on: '2026-01-12' });
      break;
    case 'active':
      break;
    case 'nonaccrual':
      book.post(nonaccrual({ on: '2026-02-01' }));
      break;
    case 'paid_off':
      book.pay({ amount: 1_020n, on: '2026-02-01' });
      break;
    case 'charged_off':
      book.post(chargeoff({ on: '2026-02-01' }));
      break;
    case 'refinanced':
      book.post(refinancing({ of: 'L1', by: 'L2', on: '2026-02-01' }));
      break;
    case 'cancelled':
      // No command cancels a loan: the state came over from elsewhere.
      book.pay({ amount: 1_020n, on: '2026-02-01' });
      book.put({ ...book.named('L1'), status: state });
      break;
    default:
      return state satisfies never;
  }
  return book;
}

/** The book that a row is asked of. Only a loan whose draw was reversed is pending and owes a fee. */
function bookFor(row: Row, state: State): InMemoryBook {
  if (state !== 'pending' || !row.startsWith('fee_waived')) return bookIn(state);
  const book = drawnBook();
  book.post(reversal(first(book, 'disbursement')));
  return book;
}

/** The first entry of a type. */
function first(book: InMemoryBook, type: JournalEntry['type']): JournalEntry {
  const entry = book.entries.find((its) => its.type === type);
  if (entry === undefined) throw new Error(`the book has no ${type}`);
  return entry;
}

/** How each row is asked. */
const COMMANDS: { readonly [R in Row]: (book: InMemoryBook) => Command } = {
  disbursement: () => disbursement({ amount: 1n, on: ON }),
  'accrual > 0': (book) => accrual({ on: ON, items: [['L1', book.named('L1').balances.principal, 1n]] }),
  payment: () => payment({ amount: 5n, on: ON }),
  payment_returned: (book) => bankReturn({ of: first(book, 'payment_received').correlationId! }),
  fee_assessed: () => fee({ amount: 1n, on: ON }),
  'fee_waived, what is unpaid': () => waiver({ fee: FEE, on: ON }),
  'fee_waived, what was paid': () => waiver({ fee: FEE, on: ON, scope: 'paid' }),
  chargeoff: () => chargeoff({ on: ON }),
  recovery: () => recovery({ amount: 5n, on: ON }),
  nonaccrual: () => nonaccrual({ on: ON }),
  'nonaccrual, the exit': () => nonaccrual({ on: ON, nonaccrual: false }),
  refinance: () => refinancing({ of: 'L1', by: 'L3', on: ON }),
  'restructure that forgives': () => restructure({ on: ON, waiveFees: 5n }),
  'restructure that capitalises': () => restructure({ on: ON, capitalizeFees: 5n }),
  reversal: (book) => reversal(first(book, 'payment_received'), { cascade: true }),
  manual_adjustment: () => adjustment(['DR 1300 1 L1', 'CR 4200 1 L1'], { on: ON }),
};

/** What the book makes of a command. An accrual batch is refused for its one item. */
function outcomeOf(command: Command, book: InMemoryBook): Outcome {
  const decision = book.decision(command);
  if (isRefusal(decision)) return decision.items?.[0]?.code ?? decision.refused;
  if ('alreadyBookedAs' in decision) throw new Error(`booked before as ${decision.alreadyBookedAs}`);
  const types = decision.entries.map(({ type }) => type);
  if (types[0] === 'payment_returned' && types[1] === 'chargeoff') return 'booked + chargeoff';
  if (types[0] === 'payment_returned' && types[1] === 'refinance') return 'booked + refinance';
  if (types.includes('recovery')) return 'recovery';
  if (types.length === 1 && types[0] === 'payment_received') return 'suspense';
  const postings = decision.entries.flatMap((entry) => entry.postings);
  return postings.length > 0 && postings.every(({ debit, credit }) => debit > 9000 && credit > 9000)
    ? 'memo'
    : 'booked';
}

it.each(STATES)('a loan is %s', (state) => {
  const loan = bookIn(state).named('L1');
  const status: LoanStatus = state === 'nonaccrual' ? 'active' : state;
  expect(loan).toMatchObject({ status, nonaccrual: state === 'nonaccrual' });
});

describe.each(Object.keys(TABLE) as Row[])('%s', (row) => {
  it.each(STATES.map((state, index) => [state, TABLE[row][index]!] as const))('on a %s loan: %s', (state, outcome) => {
    const book = bookFor(row, state);
    expect(outcomeOf(COMMANDS[row](book), book)).toBe(outcome);
  });
});
