import { Gathering } from './gathering.ts';
import type { LoanRow } from './loan-row.ts';
import type { Pool } from './pool.ts';
import { reading } from './transaction.ts';

/** A loan as a reader sees it: its row, and the time zone of its program. */
export interface LoanOfProgram extends LoanRow {
  readonly time_zone: string;
}

/** Reads loans of a tenant by their ids, those that are asked for at once in one transaction under row-level security. */
export function loansTogether(reader: Pool): Gathering<LoanOfProgram> {
  return new Gathering(async (tenantId, loanIds) => {
    const [rows] = await reading(reader, tenantId, (tx) => [
      tx<LoanOfProgram[]>`
        select l.*, coalesce((select p.configuration->>'time_zone' from programs p
          where p.tenant_id = l.tenant_id and p.program_id = l.program_id order by p.version desc limit 1), 'UTC')
          as time_zone
        from loans l where l.tenant_id = ${tenantId} and l.loan_id = any(${`{${loanIds.join(',')}}`}::uuid[])`,
    ]);
    return new Map(rows.map((row) => [row.loan_id, row]));
  });
}
