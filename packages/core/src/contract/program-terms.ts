import { z } from 'zod';
import { Amount, CurrencyCode } from './wire.ts';

/** What a lender decides once for all loans of a program, as it is written in JSON. */

const isTimeZone = (name: string): boolean => {
  try {
    // An offset such as +01:00 is taken too, but knows no summer time and so is nobody's business day.
    return /^[A-Za-z]/.test(name) && new Intl.DateTimeFormat('en', { timeZone: name }) !== undefined;
  } catch {
    return false;
  }
};

const TimeZone = z
  .string()
  .max(64)
  .refine(isTimeZone, 'must be a time zone of the IANA database, as America/New_York')
  .meta({ description: 'Whose calendar day is the business date.', examples: ['America/New_York', 'UTC'] });

/** Buckets in the order in which they are paid. */
const Waterfall = z
  .array(z.enum(['late_charges', 'fees', 'interest', 'principal']))
  .min(1, 'must name at least one bucket')
  .refine((order) => new Set(order).size === order.length, 'must name each bucket at most once');

const RECOVERABLE = ['principal', 'interest', 'fees'] as const;

const RecoveryOrder = z
  .array(z.enum(RECOVERABLE))
  .refine(
    (order) => order.length === RECOVERABLE.length && new Set(order).size === RECOVERABLE.length,
    'must name principal, interest and fees, each once',
  )
  .describe('The order in which money on a charged-off loan pays the claim.');

const Credited = z.enum(['receipt', 'settlement']);
const Days = z.int().min(0, 'must not be below 0').max(365, 'must be at most 365');

/** The terms of a program, complete. */
export const ProgramTerms = z.object({
  currency: CurrencyCode.nullable().describe('The only currency of its loans. Null: each loan brings its own.'),
  time_zone: TimeZone,
  day_count_convention: z.enum(['ACT_365', 'ACT_360', '30_360']).describe('What an accrual batch must name.'),
  thirty_360_variant: z
    .enum(['30E_360', '30E_360_ISDA'])
    .nullable()
    .describe('Which 30/360 is meant: one that may be cut by day. Null: 30E/360, where it matters.'),
  waterfalls: z
    .object({
      default: Waterfall.describe('What a payment pays first. A bucket that is left out is not paid at all.'),
      nonaccrual: Waterfall.describe('What a payment on a loan on non-accrual pays first.'),
    })
    .describe('The order in which payments are applied.'),
  recovery_order: RecoveryOrder,
  allocation_scope: z.literal('balance').describe('Payments are applied to balances, not to instalments.'),
  overpayment: z.literal('suspense').describe('What is paid above what is owed waits in suspense.'),
  apply_suspense: z
    .enum(['on_request', 'on_next_payment'])
    .describe('Whether a payment also applies what was in suspense before it.'),
  small_balance_tolerance_minor: Amount.describe(
    'The most that a payment may fall short of what is owed and still pay the loan off: the rest is written off.',
  ),
  credit_on: z
    .object({
      ach: Credited,
      card: Credited,
      wire: Credited,
      check: Credited,
      internal_transfer: Credited,
      other: Credited,
    })
    .describe('Whether a payment is applied when it is received, or only when it has settled, by how it came.'),
  hold_days: z
    .object({ ach: Days, card: Days })
    .describe("How many days from a payment's effective date its money is not refunded."),
  return_effective: z
    .enum(['original', 'return_date'])
    .describe("The date of a return that names none: the payment's own, as if never paid, or the business date."),
  backdating: z
    .object({
      mode: z
        .enum(['current_balances', 'reject'])
        .describe('Whether a payment of an earlier day is applied to what is owed since, or refused.'),
      max_days: z.int().min(0).max(36_500).nullable().describe('How far back a payment may be dated. Null: any day.'),
    })
    .describe('Payments that are dated back.'),
  closed_period: z
    .enum(['roll_forward', 'reject'])
    .describe('What becomes of an entry dated in a closed period: the first open day is its accounting date, or 409.'),
  loss_accounting: z
    .enum(['allowance', 'direct_expense'])
    .describe('Whether principal that is charged off lowers the allowance (1900) or is an expense (5200).'),
  interest_writeoff: z
    .enum(['income', 'allowance'])
    .describe('Whether interest that is charged off is taken out of income (4190) or of the allowance.'),
  fee_writeoff: z
    .enum(['income', 'allowance'])
    .describe('Whether fees that are charged off are taken out of income (4290) or of the allowance.'),
  accrual: z
    .object({
      principal_mismatch: z
        .enum(['reject', 'record'])
        .describe("What becomes of an accrual whose principal is not the ledger's: refused, or booked with a warning."),
      principal_tolerance_minor: Amount.describe('The largest difference that is none.'),
      max_rate_bps: z
        .int()
        .min(1)
        .max(1_000_000)
        .nullable()
        .describe(
          'The annual rate, in hundredths of a percent, above which interest is implausible. Null: not checked.',
        ),
    })
    .describe('What an accrual batch is checked for.'),
  adjustment_approval: z
    .enum(['none', 'two_person'])
    .describe('Whether an adjustment of a loan waits for a second person.'),
});

/** The terms of the default program until the lender writes its own, and of any program for what it leaves out. */
export const DEFAULT_PROGRAM_TERMS: z.output<typeof ProgramTerms> = {
  currency: null,
  time_zone: 'UTC',
  day_count_convention: 'ACT_365',
  thirty_360_variant: null,
  waterfalls: {
    default: ['late_charges', 'fees', 'interest', 'principal'],
    nonaccrual: ['principal', 'interest', 'late_charges', 'fees'],
  },
  recovery_order: ['principal', 'interest', 'fees'],
  allocation_scope: 'balance',
  overpayment: 'suspense',
  apply_suspense: 'on_request',
  small_balance_tolerance_minor: '0',
  credit_on: {
    ach: 'receipt',
    card: 'receipt',
    wire: 'receipt',
    check: 'receipt',
    internal_transfer: 'receipt',
    other: 'receipt',
  },
  hold_days: { ach: 5, card: 2 },
  return_effective: 'original',
  backdating: { mode: 'current_balances', max_days: null },
  closed_period: 'roll_forward',
  loss_accounting: 'allowance',
  interest_writeoff: 'income',
  fee_writeoff: 'income',
  accrual: { principal_mismatch: 'reject', principal_tolerance_minor: '0', max_rate_bps: null },
  adjustment_approval: 'none',
};

/** A shape each of whose fields may be left out, alone or with the whole group that it stands in. */
type Defaulted<Shape extends z.ZodRawShape> = {
  [Field in keyof Shape]: Shape[Field] extends z.ZodObject<infer Group extends z.ZodRawShape>
    ? z.ZodPrefault<z.ZodObject<Defaulted<Group>, z.core.$strict>>
    : Shape[Field] extends z.ZodType
      ? z.ZodDefault<Shape[Field]>
      : never;
};

/**
 * The shape of a request out of the shape of an answer: what is left out is taken from `defaults`, and a group knows no
 * other fields than its own.
 */
function defaulted<Shape extends z.ZodRawShape>(shape: Shape, defaults: Record<string, unknown>): Defaulted<Shape> {
  const fields = Object.entries(shape).map(([name, field]) => {
    const schema = field as z.ZodType;
    if (!(schema instanceof z.ZodObject)) return [name, schema.default(defaults[name])];
    const group = z.strictObject(defaulted(schema.shape, defaults[name] as Record<string, unknown>));
    return [name, describedAs(schema, group.prefault({}))];
  });
  return Object.fromEntries(fields) as Defaulted<Shape>;
}

const describedAs = <Schema extends z.ZodType>(original: z.ZodType, schema: Schema): Schema =>
  original.description === undefined ? schema : schema.describe(original.description);

/** The fields of a program as they are sent: all may be left out. */
export const SentProgramTerms = defaulted(ProgramTerms.shape, DEFAULT_PROGRAM_TERMS);
