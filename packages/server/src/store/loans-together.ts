import { plainArray } from './codecs.ts';
import { Gathering } from './gathering.ts';
import { inColumns, rowsOf } from './loan-columns.ts';
import type { LoanRow } from './loan-row.ts';
import type { Pool } from './pool.ts';
import { reading } from './transaction.ts';

/** A loan as a reader sees it: its row, and of its program the time zone and whether money may be noted before it counts. */
export interface LoanOfProgram extends LoanRow {
  readonly time_zone: string;
  /** `true` or `false`, as PostgreSQL spells it. */
  readonly credits_on_settlement: string;
}

const OF_PROGRAM = ['time_zone', 'credits_on_settlement'] as const;

/** Reads loans of a tenant by their ids, those that are asked for at once in one transaction under row-level security. */
export function loansTogether(reader: Pool): Gathering<LoanOfProgram> {
  return new Gathering(async (tenantId, loanIds) => {
    const [[columns]] = await reading(reader, tenantId, (tx) => [
      inColumns(
        tx,
        tx`
          select l.*, coalesce(p.configuration->>'time_zone', 'UTC') as time_zone,
            coalesce(jsonb_path_exists(p.configuration->'credit_on', '$.* ? (@ == "settlement")'), false)
              as credits_on_settlement
          from loans l
          left join lateral (select c.configuration from programs c
            where c.tenant_id = l.tenant_id and c.program_id = l.program_id order by c.version desc limit 1) p on true
          where l.tenant_id = ${tenantId} and l.loan_id = any(${plainArray(loanIds)}::uuid[])`,
        OF_PROGRAM,
      ),
    ]);
    return new Map(rowsOf(columns!, OF_PROGRAM).map((row) => [row.loan_id, row]));
  });
}
