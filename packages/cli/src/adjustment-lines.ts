import type { AdjustmentRequest } from '@tallystick/sdk';
import { InvalidArgumentError } from 'commander';
import { inMinor } from './amount-field.ts';
import { digits, uuid } from './arguments.ts';
import { usage } from './failure.ts';
import { choice, type Field, flag, id, several } from './field.ts';

type Line = AdjustmentRequest['lines'][number];

/** A line as it is written at the prompt: `1300=25.00`, or `1300=25.00@<loan>` where lines are of several loans. */
interface WrittenLine {
  readonly account: string;
  readonly amount: string;
  readonly loanId: string | undefined;
}

const debits = several('--debit <line>', 'a debit, as 1300=25.00; give it as often as there are debits', lineIn);
const credits = several('--credit <line>', 'a credit, as 4200=25.00', lineIn);
const loan = id('--loan <uuid>', 'the loan of each line that names none; a line can name its own: 1300=25.00@1111…');
const layer = choice('--layer <layer>', 'the layer of all lines (default: SETTLED)', [
  'SETTLED',
  'PENDING',
  'ENCUMBRANCE',
]);
const units = flag('--minor', 'the amounts of the lines are in minor units');

/** The lines of an adjustment: debits, then credits, each in the order in which they were given. */
export const adjustmentLines: Field<readonly Line[]> = {
  parts: [debits, credits, loan, layer, units].flatMap(({ parts }) => parts),
  async read(given) {
    const sides = [
      ...((await debits.read(given)) ?? []).map((line) => ({ direction: 'DR', ...line }) as const),
      ...((await credits.read(given)) ?? []).map((line) => ({ direction: 'CR', ...line }) as const),
    ];
    const [otherwise, of, isMinor] = [await loan.read(given), await layer.read(given), await units.read(given)];
    const lines: Line[] = [];
    for (const { direction, account, amount, loanId = otherwise } of sides) {
      lines.push({
        account_code: account,
        direction,
        amount_minor: isMinor ? minorIn(account, amount) : await inMinor(`the line of ${account}`, amount, given),
        ...(loanId === undefined ? {} : { loan_id: loanId }),
        ...(of === undefined ? {} : { layer: of }),
      });
    }
    return lines;
  },
};

function lineIn(text: string): WrittenLine {
  const match = /^(\d{4})=([\d.]+)(?:@(.+))?$/.exec(text);
  if (match === null) throw new InvalidArgumentError('It must be an account and an amount, as 1300=25.00.');
  return { account: match[1]!, amount: match[2]!, loanId: match[3] === undefined ? undefined : uuid(match[3]) };
}

function minorIn(account: string, text: string): bigint {
  try {
    return digits(text);
  } catch (error) {
    throw usage(`the line of ${account}: ${(error as Error).message}`);
  }
}
