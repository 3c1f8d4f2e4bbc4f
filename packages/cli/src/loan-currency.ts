import { inOrder } from './import/in-order.ts';
import type { Ask } from './ledger.ts';

/** How many loans are looked up at once. */
const WIDTH = 16;

/**
 * The currencies of loans, by their ids: that of the program where it has one, else the loan's own, which is looked up.
 * A loan is left out where that cannot be read, as without the scope for it.
 */
export async function currenciesOf(
  loans: readonly { readonly loan_id: string; readonly program_id: string }[],
  ask: Ask,
): Promise<ReadonlyMap<string, string>> {
  const known = new Map<string, string>();
  const programs = new Map<string, Promise<string | null>>();
  const ofProgram = (id: string) => {
    const asked = programs.get(id) ?? ask(async (ledger) => (await ledger.programs.get(id)).currency);
    programs.set(id, asked);
    return asked;
  };
  try {
    const found = inOrder(loans, WIDTH, async ({ loan_id: id, program_id: program }) => {
      const currency = (await ofProgram(program)) ?? (await ask((ledger) => ledger.loans.get(id))).currency;
      return [id, currency] as const;
    });
    for await (const [id, currency] of found) known.set(id, currency);
  } catch {
    // What is not known is told in minor units.
  }
  return known;
}
