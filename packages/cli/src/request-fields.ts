import type { PaymentRequest, RefundRequest } from '@tallystick/sdk';
import { amount, part } from './amount-field.ts';
import { choice, data, day, type Fields, group, id, required, text } from './field.ts';

/** The fields that several requests have, each under one name on every command. */

/** The loan that a command is about. */
export const loan = () => required(id('<loan_id>', 'the loan'));

/** The event or the entry that a command is about. */
export const subject = (name: string, about: string) => required(id(`<${name}>`, about));

/** Whose loan it is. The ledger holds it against the loan: money must not go to another borrower's. */
export const borrower = () => required(id('--borrower <uuid>', 'whose loan it is, as a check'));

/** The program of a loan that opens. */
export const program = (otherwise: string) => id('--program <uuid>', `its program (default: ${otherwise})`);

/** The day on which it counts. */
export const effective = () => required(day('--effective <date>', 'the day on which it counts'));

/** The same, where the ledger has a day to take when none is given. */
export const effectiveOr = (otherwise: string) =>
  day('--effective <date>', `the day on which it counts (default: ${otherwise})`);

/** How much. */
export const money = (about: string) => required(amount('--amount', about));

/** In which currency. */
export const currency = () => required(text('--currency <code>', 'an ISO 4217 code, as USD'));

/** Why, as a word of the lender's own list. */
export const reasonCode = () => required(text('--reason <code>', 'why, as a word of your own list: past_due_120'));

/** Why, in words. */
export const reason = () => required(text('--reason <text>', 'why, in your own words'));

/** The bank's name for a movement. */
export const bankRef = () => text('--bank-ref <text>', "the bank's own name for the movement");

/** Whatever is to be kept beside an event. */
export const metadata = () => data('--metadata <json>', 'what to keep beside it: a JSON object, at most 2 KB');

/** How money comes in, and how it goes back. */
export const METHODS = ['ach', 'wire', 'card', 'check', 'internal_transfer', 'other'] as const satisfies readonly (
  | PaymentRequest['source_method']
  | RefundRequest['method']
)[];

/** How money came in. */
export const sourceMethod = () => required(choice('--method <method>', 'how it came', METHODS));

/** How money leaves. */
export const payoutMethod = (about: string) =>
  choice('--method <method>', about, ['ach', 'wire', 'card_push', 'internal_transfer']);

type Instruction = Pick<PaymentRequest, 'allocation_mode' | 'custom_allocation'>;

/** How to apply money: by the program's waterfall, or as the payer says. */
export const instruction = (): Fields<Instruction> => ({
  allocation_mode: choice('--mode <mode>', "how to apply it (default: waterfall, the program's order)", [
    'waterfall',
    'principal_only',
    'interest_only',
    'fees_only',
    'custom',
  ]),
  custom_allocation: group({
    fees_minor: part('--to-fees', 'with --mode custom: how much to fees'),
    interest_minor: part('--to-interest', 'with --mode custom: how much to interest'),
    principal_minor: part('--to-principal', 'with --mode custom: how much to principal'),
  }),
});
