/** What kind of return a code means: the account had no money, its data were wrong, or the payer did not agree. */
export type ReturnClass = 'nsf' | 'administrative' | 'unauthorised' | 'other';

/**
 * The ACH return codes that mean something to a lender. Nacha's return rate levels (Operating Rules, Article Two) count
 * R05, R07, R10, R11, R29 and R51 as unauthorised and R02, R03 and R04 as administrative; R01 is insufficient and R09
 * uncollected funds. Every other code, and every reason of a card scheme, is `other`.
 */
const CODES: readonly (readonly [ReturnClass, readonly string[]])[] = [
  ['nsf', ['R01', 'R09']],
  ['administrative', ['R02', 'R03', 'R04']],
  ['unauthorised', ['R05', 'R07', 'R10', 'R11', 'R29', 'R51']],
];

/** The class of a return code, in whatever case it was sent. */
export function returnClassOf(code: string): ReturnClass {
  return CODES.find(([, codes]) => codes.includes(code.toUpperCase()))?.[0] ?? 'other';
}

/**
 * Whether a payment that came back under a code may be presented again: only for want of funds, and twice at most within
 * 180 days of the first (Nacha Operating Rules, Article Two, on reinitiation). The caller counts the tries.
 */
export const mayRetry = (code: string): boolean => returnClassOf(code) === 'nsf';
