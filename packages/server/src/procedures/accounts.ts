import type { Account } from '@tallystick/core';
import { configuring } from '../store/configure.ts';
import { reading } from '../store/transaction.ts';
import { api } from './implement.ts';
import { problemError } from './problem.ts';

/** A row of `accounts`: an account of the chart, and what the lender's own ledger calls it. */
interface AccountRow {
  readonly account_code: number;
  readonly role: string;
  readonly name: string;
  readonly class: Account['class'];
  readonly normal_side: Account['normal'];
  readonly gl_code: string | null;
}

const list = api.accounts.list.handler(async ({ context }) => {
  const { tenantId } = context.principal!;
  const [rows] = await reading(context.services.reader, tenantId, (tx) => [
    tx<AccountRow[]>`
      select account_code, role, name, class, normal_side, gl_code from accounts
      where tenant_id = ${tenantId} order by account_code`,
  ]);
  return { status: 200 as const, body: { items: rows.map(accountBody) } };
});

const map = api.accounts.map.handler(async ({ input: { params, body }, context }) => {
  const { tenantId } = context.principal!;
  const { account_code: code } = params;
  const [row] = await configuring(
    context.services.writer,
    `${tenantId} account ${code}`,
    (tx) => tx<AccountRow[]>`
      update accounts set gl_code = ${body.gl_code} where tenant_id = ${tenantId} and account_code = ${Number(code)}
      returning account_code, role, name, class, normal_side, gl_code`,
  );
  if (row === undefined) throw problemError(context, 'account_unknown', `no account ${code}`);
  return { status: 200 as const, body: accountBody(row) };
});

const accountBody = ({ account_code: code, gl_code, ...row }: AccountRow) => ({
  ...row,
  account_code: String(code),
  ...(gl_code === null ? {} : { gl_code }),
});

/** The chart of accounts. */
export const accounts = { list, map };
