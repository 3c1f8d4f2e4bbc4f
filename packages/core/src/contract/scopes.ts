/**
 * The closed list of scopes a token can carry, one per kind of act. An operation names the scope it needs in the
 * contract; the token's `scope` claim names those its client was granted.
 *
 * A client may hold a scope before the operation that asks for it exists, so that a grant need not be renewed.
 */
export const SCOPES = {
  'hpts:disbursements:write': 'Record disbursements and their settlement',
  'hpts:payments:write': 'Record payments, receipts, returns and what is done with suspense',
  'hpts:accruals:write': 'Post accrual batches',
  'hpts:fees:write': 'Assess and waive fees',
  'hpts:balances:read': 'Read loans and their balances',
  'hpts:ledger:read': 'Read journal entries, accounts and the books',
  'hpts:loans:write': 'Open, refinance and restructure loans',
  'hpts:chargeoffs:write': 'Charge off loans and record recoveries',
  'hpts:adjustments:write': 'Reverse entries and propose adjustments',
  'hpts:adjustments:approve': 'Approve or reject adjustments of others',
  'hpts:programs:read': 'Read programs',
  'hpts:programs:write': 'Configure programs',
  'hpts:books:close': 'Close accounting periods',
} as const;

/** What a token is allowed to do. */
export type Scope = keyof typeof SCOPES;

/** Every scope, in the order in which they are documented. */
export const ALL_SCOPES = Object.keys(SCOPES) as readonly Scope[];

/** Whether the text names a scope of the closed list. */
export const isScope = (text: string): text is Scope => Object.hasOwn(SCOPES, text);
