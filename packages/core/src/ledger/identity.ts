declare const identity: unique symbol;

/** A UUID in lower case. The brand says what it names, so that a borrower's id does not pass for a loan's. */
type Identity<Of extends string> = string & { readonly [identity]: Of };

/** Names a loan. Chosen by the lender's own system. */
export type LoanId = Identity<'loan'>;
/** Names a borrower. Chosen by the lender's own system. */
export type BorrowerId = Identity<'borrower'>;
/** Names a lending program. Chosen by the lender; the default program of a tenant has the tenant's own id. */
export type ProgramId = Identity<'program'>;
/** Names an event: one thing that happened, asked for once. Ours, time-ordered (UUIDv7). */
export type EventId = Identity<'event'>;
/** Names a journal entry. Ours, time-ordered (UUIDv7). */
export type EntryId = Identity<'entry'>;

/** An instant as it stands on the wire: RFC 3339 in UTC with milliseconds, '2026-05-01T12:00:00.000Z'. Texts compare as instants do. */
export type Instant = string;
