/** The way money came in. It says whether it is in the bank at once or still on its way. */
export type SourceMethod = 'ach' | 'wire' | 'card' | 'check' | 'internal_transfer' | 'other';

/** Cards and ACH are on their way until they settle; every other method is in the bank at once (domain decision D17). */
export const isOnItsWay = (method: SourceMethod): boolean => method === 'ach' || method === 'card';
