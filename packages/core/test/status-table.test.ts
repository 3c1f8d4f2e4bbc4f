/**
 * Which event a loan takes in which state: the table at the end of section 4 of the domain's rules, cell by cell. Where
 * it leaves a cell to a flag of the program, the answer is that of a program without flags.
 */
import { describe, expect, it } from 'vitest';
import { NO_BALANCES } from '../src/loan/bucket.ts';
import type { Command } from '../src/loan/decide.ts';
import { type LoanStatus, openLoan } from '../src/loan/loan.ts';
import { isRefusal, type RefusalCode } from '../src/loan/refusal.ts';
import {
  accrual,
  borrowerOf,
  day,
  disbursement,
  eventId,
  fee,
  InMemoryBook,
  loanId,
  PROGRAM,
  payment,
  usd,
} from './in-memory-book.ts';
import { chargeoff, nonaccrual, recovery, restructure, waiver } from './losses.ts';

const STATES = ['pending', 'active', 'nonaccrual', 'paid_off', 'charged_off', 'refinanced', 'cancelled'] as const;
type State = (typeof STATES)[number];

/** What comes of an event: booked; booked and all of the money in suspense, or on the claim; memo lines alone; refused. */
type Outcome = 'booked' | 'suspense' | 'recovery' | 'memo' | RefusalCode;

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
  payment_returned: ['booked', 'booked', 'booked', 'booked', 'booked', 'booked', 'booked'],
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
/** The fee of every book below: 50, of which 30 are paid. */
const FEE = eventId(2);

/** A book whose loan L1 is in a state on `ON`: it owed principal 1,000 and 20 of a fee of 50. */
function bookIn(state: State): InMemoryBook {
  const book = new InMemoryBook();
  book.disburse({ amount: 1_000n, on: '2026-01-05' });
  book.charge({ amount: 50n, on: '2026-01-10' });
  book.pay({ amount: 30n, on: '2026-01-12' });
  switch (state) {
    case 'active':
      return book;
    case 'pending':
      return withoutDraw(book);
    case 'nonaccrual':
      book.post(nonaccrual({ on: '2026-02-01' }));
      return book;
    case 'charged_off':
      book.post(chargeoff({ on: '2026-02-01' }));
      return book;
    case 'paid_off':
    case 'refinanced':
    case 'cancelled':
      book.pay({ amount: 1_020n, on: '2026-02-01' });
      book.put({ ...book.named('L1'), status: state });
      return book;
    default:
      return state satisfies never;
  }
}

/** As a loan stands that was opened without a draw, or whose draw was reversed. */
function withoutDraw(book: InMemoryBook): InMemoryBook {
  const { entryCount } = book.named('L1');
  const terms = { id: loanId('L1'), borrowerId: borrowerOf('L1'), programId: PROGRAM.id, currency: usd };
  book.put({ ...openLoan({ ...terms, openedAt: day('2026-01-05') }), entryCount });
  return book;
}

/** What is unpaid of the fee is waived. On a loan without a draw it is owed still: it outlives the draw's reversal. */
function waiveUnpaid(book: InMemoryBook): Command {
  const loan = book.named('L1');
  if (loan.status === 'pending') book.put({ ...loan, balances: { ...NO_BALANCES, fees: 20n } });
  return waiver({ fee: FEE, on: ON });
}

/** How each row is asked. A row without one waits for its command. */
const COMMANDS: { readonly [R in Row]?: (book: InMemoryBook) => Command } = {
  disbursement: () => disbursement({ amount: 1n, on: ON }),
  'accrual > 0': (book) => accrual({ on: ON, items: [['L1', book.named('L1').balances.principal, 1n]] }),
  payment: () => payment({ amount: 5n, on: ON }),
  fee_assessed: () => fee({ amount: 1n, on: ON }),
  'fee_waived, what is unpaid': waiveUnpaid,
  'fee_waived, what was paid': () => waiver({ fee: FEE, on: ON, scope: 'paid' }),
  chargeoff: () => chargeoff({ on: ON }),
  recovery: () => recovery({ amount: 5n, on: ON }),
  nonaccrual: () => nonaccrual({ on: ON }),
  'nonaccrual, the exit': () => nonaccrual({ on: ON, nonaccrual: false }),
  'restructure that forgives': () => restructure({ on: ON, waiveFees: 5n }),
  'restructure that capitalises': () => restructure({ on: ON, capitalizeFees: 5n }),
};
const WAITING: readonly Row[] = ['payment_returned', 'refinance', 'reversal', 'manual_adjustment'];

/** What the book makes of a command. An accrual batch is refused for its one item. */
function outcomeOf(command: Command, book: InMemoryBook): Outcome {
  const decision = book.decision(command);
  if (isRefusal(decision)) return decision.items?.[0]?.code ?? decision.refused;
  if ('alreadyBookedAs' in decision) throw new Error(`booked before as ${decision.alreadyBookedAs}`);
  const types = decision.entries.map(({ type }) => type);
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

describe.each(Object.entries(COMMANDS))('%s', (row, command) => {
  it.each(STATES.map((state, index) => [state, TABLE[row as Row][index]!] as const))(
    'on a %s loan: %s',
    (state, outcome) => {
      const book = bookIn(state);
      expect(outcomeOf(command(book), book)).toBe(outcome);
    },
  );
});

it('no row is left out', () => {
  expect(Object.keys(TABLE).filter((row) => !(row in COMMANDS))).toEqual(WAITING);
});
