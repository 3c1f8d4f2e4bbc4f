import { describe, expect, it } from 'vitest';
import { InvariantViolation, isRefusal, REFUSALS, refuse } from './refusal.ts';

const kinds = Object.entries(REFUSALS);

describe('the closed list of refusals', () => {
  it('has 46 codes, each with a title of its own', () => {
    expect(kinds).toHaveLength(46);
    expect(new Set(kinds.map(([, { title }]) => title)).size).toBe(46);
  });

  it.each(kinds)('%s is a word in snake case, and its title a phrase', (code, { title }) => {
    expect(code).toMatch(/^[a-z]+(_[a-z]+)*$/);
    expect(title).toMatch(/^[A-Z].*[a-z]$/);
  });

  it('stands in order of precedence: what is absent, what is not theirs, what conflicts, what breaks a rule', () => {
    const order = kinds.map(([, { why }]) => why);
    const ranks = order.map((why) => ['absent', 'forbidden', 'conflict', 'rule'].indexOf(why));
    expect(ranks).toEqual([...ranks].sort((a, b) => a - b));
  });

  it('amounts come last: a rule about who, when or what speaks before the size does', () => {
    expect(kinds.at(-1)?.[0]).toBe('amount_overflow');
  });
});

describe('a refusal', () => {
  it('is a value with a code and one sentence, and items where a batch has them', () => {
    expect(refuse('loan_not_found', 'no loan L9')).toEqual({ refused: 'loan_not_found', detail: 'no loan L9' });
    const items = [{ index: 0, code: 'loan_not_found', detail: 'no loan L9' }] as const;
    expect(refuse('batch_rejected', '1 of 1', items)).toEqual({ refused: 'batch_rejected', detail: '1 of 1', items });
  });

  it.each([
    [refuse('already_settled', 'by e1'), true],
    [{ entries: [], loans: [] }, false],
    [{ alreadyBookedAs: 'e1' }, false],
  ])('%j is told from anything else: %s', (value, is) => {
    expect(isRefusal(value)).toBe(is);
  });

  it('is not a defect: that is thrown, and has a name to be logged by', () => {
    const defect = new InvariantViolation('principal of loan L1 would be -1.');
    expect(defect).toBeInstanceOf(Error);
    expect(defect.name).toBe('InvariantViolation');
  });
});
