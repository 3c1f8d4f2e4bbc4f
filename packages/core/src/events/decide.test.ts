import { describe, expect, expectTypeOf, it } from 'vitest';
import {
  accrual,
  day,
  disbursement,
  eventId,
  fee,
  InMemoryBook,
  loanId,
  payment,
  programId,
  settlement,
} from '../../test/in-memory-book.ts';
import type { Effects } from '../loan/book.ts';
import type { AnswerTo, Command } from './decide.ts';
import type { Disburse } from './money-out/disbursement.ts';
import { needsOf } from './needs.ts';

const ON = '2026-02-04';
const everyKind: readonly Command[] = [
  disbursement({ amount: 5n }),
  settlement({ of: eventId(1), on: '2026-01-05' }),
  fee({ amount: 5n }),
  accrual({ items: [['L1', 1_000n, 1n]] }),
  payment({ amount: 5n }),
];

describe('every command finds its decision', () => {
  it.each(everyKind)('$kind', (command) => {
    const book = new InMemoryBook();
    book.disburse({ amount: 1_000n });
    const decision = book.decision(command) as Effects<AnswerTo<Command>>;
    expect(decision.answer.kind).toBe(command.kind);
    expect(decision.entries.length).toBeGreaterThan(0);
  });

  it.each(everyKind)('$kind is decided the same way each time, and the book is left alone', (command) => {
    const book = new InMemoryBook();
    book.disburse({ amount: 1_000n });
    const before = structuredClone(book.named('L1'));
    expect(book.decision(command)).toEqual(book.decision(command));
    expect(book.named('L1')).toEqual(before);
  });

  it('an answer is of the kind of its command', () => {
    expectTypeOf<AnswerTo<Disburse>['status']>().toEqualTypeOf<'in_transit' | 'settled'>();
  });
});

describe('what a command must find in the book', () => {
  const on = { movementsAfter: day(ON) };
  it.each<[string, Command, ReturnType<typeof needsOf>]>([
    ['a draw', disbursement({ amount: 5n, on: ON }), { ...on, loanIds: [loanId('L1')], programId: undefined }],
    [
      'a draw in a program',
      disbursement({ amount: 5n, on: ON, program: 'O' }),
      { ...on, loanIds: [loanId('L1')], programId: programId('O') },
    ],
    ['a settlement', settlement({ of: eventId(7), on: ON }), { ...on, loanIds: [], subjectId: eventId(7) }],
    ['a fee', fee({ amount: 5n, on: ON }), { ...on, loanIds: [loanId('L1')] }],
    [
      'a payment',
      payment({ amount: 5n, on: ON }),
      { ...on, loanIds: [loanId('L1')], history: 'where_suspense_is_spent' },
    ],
    [
      'a payment with a reference',
      payment({ amount: 5n, on: ON, by: 'ach', ref: 'ch_1' }),
      {
        ...on,
        loanIds: [loanId('L1')],
        history: 'where_suspense_is_spent',
        payment: { sourceMethod: 'ach', externalRef: 'ch_1' },
      },
    ],
    [
      'a batch',
      accrual({
        on: ON,
        items: [
          ['L1', 1n, 1n],
          ['L2', 1n, 1n],
        ],
      }),
      { ...on, loanIds: [loanId('L1'), loanId('L2')], programId: programId('P'), accrualsOn: day(ON) },
    ],
  ])('%s', (_, command, needs) => {
    expect(needsOf(command)).toEqual(needs);
  });
});
