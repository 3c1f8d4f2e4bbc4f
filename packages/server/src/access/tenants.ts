import { randomUUIDv7 } from 'node:crypto';
import type { Account } from '@tallystick/core';
import type { Operator } from '../store/connections.ts';
import { isUniqueViolation } from '../store/failure.ts';
import { accounts, programs, tenants } from '../store/schema.ts';
import { AccessError } from './access-error.ts';
import { momentOf, type Sources } from './sources.ts';

/** What a new lender starts with. */
export interface NewTenant {
  /** 1 to 255 characters. */
  readonly name: string;
  /** Made when it is not given. */
  readonly tenantId?: string;
  readonly chart: readonly Account[];
  /** The program of loans that name none; its id is the tenant's. */
  readonly program: { readonly name: string; readonly configuration: object };
}

/** A tenant as operators see it. */
export interface Tenant {
  readonly tenantId: string;
  readonly name: string;
}

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * Opens a tenant: its row, its chart of accounts and version 1 of its default program, together or not at all.
 *
 * @throws AccessError tenant_name_invalid, tenant_unknown (an id that is no UUID) or tenant_exists.
 */
export async function createTenant(db: Operator, wanted: NewTenant, sources: Pick<Sources, 'now'>): Promise<Tenant> {
  const { name, chart, program } = wanted;
  const length = [...name].length; // code points, as PostgreSQL counts
  if (length < 1 || length > 255 || name.includes('\0') || !name.isWellFormed()) {
    throw new AccessError('tenant_name_invalid', 'A tenant is named with 1 to 255 characters.');
  }
  const tenantId = (wanted.tenantId ?? randomUUIDv7()).toLowerCase();
  if (!UUID.test(tenantId)) throw new AccessError('tenant_unknown', 'A tenant id is a UUID.');
  const createdAt = momentOf(sources);
  try {
    await db.transaction(async (tx) => {
      await tx.insert(tenants).values({ tenantId, name, defaultProgramId: tenantId, createdAt });
      await tx.insert(accounts).values(
        chart.map((account) => ({
          tenantId,
          accountCode: account.code,
          role: account.role,
          name: account.name,
          class: account.class,
          normalSide: account.normal,
        })),
      );
      await tx.insert(programs).values({ tenantId, programId: tenantId, version: 1, ...program, createdAt });
    });
  } catch (error) {
    if (!isUniqueViolation(error, 'tenants_pkey')) throw error;
    throw new AccessError('tenant_exists', `There is a tenant ${tenantId} already.`, { cause: error });
  }
  return { tenantId, name };
}

/** Every tenant, oldest first. */
export function listTenants(db: Operator): Promise<Tenant[]> {
  return db
    .select({ tenantId: tenants.tenantId, name: tenants.name })
    .from(tenants)
    .orderBy(tenants.createdAt, tenants.tenantId);
}
