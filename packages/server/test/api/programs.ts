import { randomUUID } from 'node:crypto';
import { type Currency, DEFAULT_TERMS, type Program } from '@tallystick/core';
import { configurationOf } from '../../src/store/program-row.ts';
import { programs } from '../../src/store/schema.ts';
import type { Lender } from '../harness/server.ts';
import { NOW, type Stage } from './stage.ts';

/** What a test's program has otherwise than the default one; the currency as it is written. */
type Terms = Partial<Omit<Program, 'currency'>> & { readonly currency?: string };

/** Gives a lender one more program, with the default terms but for those named, and answers its id. */
export async function addProgram(stage: Stage, lender: Lender, terms: Terms): Promise<string> {
  const programId = randomUUID();
  await stage.server.connections.operator.insert(programs).values({
    tenantId: lender.tenantId,
    programId,
    version: 1,
    name: 'Another program',
    configuration: configurationOf({
      ...DEFAULT_TERMS,
      ...terms,
      currency: (terms.currency ?? null) as Currency | null,
    }),
    createdAt: NOW.toISOString(),
  });
  return programId;
}
