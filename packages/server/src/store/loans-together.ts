import type { Loan } from '@tallystick/core';
import { plainArray } from './codecs.ts';
import { Gathering } from './gathering.ts';
import { inOneText, loansIn } from './loan-text.ts';
import type { Pool } from './pool.ts';
import { reading } from './transaction.ts';

/** A loan as a reader sees it, and of its program the time zone and whether money may be noted before it counts. */
export interface LoanOfProgram {
  readonly loan: Loan;
  readonly timeZone: string;
  readonly creditsOnSettlement: boolean;
}

const OF_PROGRAM = ['time_zone', 'credits_on_settlement'];

/** Reads loans of a tenant by their ids, those that are asked for at once in one transaction under row-level security. */
export function loansTogether(reader: Pool): Gathering<LoanOfProgram> {
  return new Gathering(async (tenantId, loanIds) => {
    const [[text]] = await reading(reader, tenantId, (tx) => [
      inOneText(
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
    const found = loansIn(text!, OF_PROGRAM.length).map(({ loan, more: [timeZone, settles] }) => {
      return { loan, timeZone: timeZone!, creditsOnSettlement: settles === 't' };
    });
    return new Map(found.map((one) => [one.loan.id, one]));
  });
}
