/** What kind of return a code means: the account had no money, its data were wrong, or the payer did not agree. */
export type ReturnClass = 'nsf' | 'administrative' | 'unauthorised' | 'other';

/**
 * The ACH return codes that the network counts, by what they mean. Nacha's return rate levels (Operating Rules, Article
 * Two) count R05, R07, R10, R11, R29 and R51 as unauthorised and R02, R03 and R04 as administrative; R01 is
 * insufficient and R09 uncollected funds. Reasons of card schemes and every other code are `other`.
 */
const CLASSES: Readonly<Record<string, ReturnClass>> = {
  R01: 'nsf',
  R09: 'nsf',
  R02: 'administrative',
  R03: 'administrative',
  R04: 'administrative',
  R05: 'unauthorised',
  R07: 'unauthorised',
  R10: 'unauthorised',
  R11: 'unauthorised',
  R29: 'unauthorised',
  R51: 'unauthorised',
};

/** The class of a return code, in whatever case it was sent. */
export const returnClassOf = (code: string): ReturnClass => CLASSES[code.toUpperCase()] ?? 'other';

/**
 * Whether a payment that came back under a code may be presented again: only for want of funds, and twice at most within
 * 180 days of the first (Nacha Operating Rules, Article Two, reinitiation). The ledger does not count the tries; the caller does.
 */
export const mayRetry = (code: string): boolean => returnClassOf(code) === 'nsf';
