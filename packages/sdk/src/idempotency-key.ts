import { sha256 } from './sha256.ts';

/** What the ledger takes for an Idempotency-Key. */
export const IDEMPOTENCY_KEY_PATTERN = /^[A-Za-z0-9][A-Za-z0-9._:-]{7,254}$/;

/** Begins a key whose plain form would be too short, or would begin with a character that a key must not begin with. */
const WHOLE = 'tally:::';
/** Begins a key that stands for one that is too long. */
const HASHED = 'sha256:::';
const LONGEST = 255;

/**
 * Makes the key of an event from what names it: the kind of event, the thing it happens to, and the natural key of
 * the event. The same parts give the same key in every process and release, so a job that is run again posts nothing
 * twice.
 *
 * Parts of letters, digits, `.`, `_` and `-` stand as they are, joined by colons. Any other part is written as a colon
 * and an escape: `-` and four hexadecimal digits for each UTF-16 unit that is not a letter, a digit, `.` or `_`, and a
 * lone `-` for the empty part. So `::` announces an escape, and `:::` occurs only in two forms of the whole key:
 * `tally:::` before a key that is too short or begins wrongly, and `sha256:::`, the SHA-256 of the key and as much of
 * the key as fits, in place of one that is too long.
 *
 * Laws: different parts give different keys (of long ones: as surely as SHA-256 has no collision); every key matches
 * `^[A-Za-z0-9][A-Za-z0-9._:-]{7,254}$`.
 *
 * @example
 * const derived = idempotencyKey('payment', 'loan_42', 'proc_txn_abc123'); // 'payment:loan_42:proc_txn_abc123'
 * await ledger.payments.create(payment, { idempotencyKey: derived });
 */
export function idempotencyKey(event: string, subject: string, ...rest: readonly string[]): string {
  const plain = [event, subject, ...rest].map(encodePart).join(':');
  if (IDEMPOTENCY_KEY_PATTERN.test(plain)) return plain;
  const whole = WHOLE + plain;
  if (whole.length <= LONGEST) return whole;
  return `${HASHED}${sha256(plain)}:${plain}`.slice(0, LONGEST);
}

/**
 * Vouches for a key that a caller wrote.
 *
 * @throws RangeError when the ledger would refuse it. Retries lean on the key, so nothing may be sent without one.
 */
export function checkedKey(key: string): string {
  if (typeof key === 'string' && IDEMPOTENCY_KEY_PATTERN.test(key)) return key;
  throw new RangeError(
    'idempotencyKey must be 8 to 255 letters, digits, ".", "_", ":" or "-", a letter or digit first. ' +
      "idempotencyKey('payment', loanId, transactionId) makes such a key of any parts.",
  );
}

function encodePart(part: string): string {
  if (/^[A-Za-z0-9._-]+$/.test(part)) return part;
  if (part === '') return ':-';
  return `:${part.replace(/[^A-Za-z0-9._]/g, escapeUnit)}`;
}

/** Without the `u` flag the pattern meets one UTF-16 unit at a time, so half a surrogate pair is escaped too. */
const escapeUnit = (unit: string): string => `-${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
