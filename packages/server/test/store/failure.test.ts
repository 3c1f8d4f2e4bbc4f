import { DrizzleQueryError } from 'drizzle-orm';
import { describe, expect, it } from 'vitest';
import {
  codeOf,
  describeFailure,
  isConnectionLost,
  isTransient,
  isUniqueViolation,
  OutcomeUnknown,
} from '../../src/store/failure.ts';

const coded = (code: string, more: object = {}) =>
  Object.assign(new Error('prints secret-bind-value'), { code, ...more });

describe('S2: a failure is told by the code of its cause', () => {
  const wrapped = new DrizzleQueryError(
    'insert into x values ($1)',
    ['secret-bind-value'],
    coded('23505', { constraint_name: 'x_pkey', table_name: 'x', detail: 'secret-bind-value' }),
  );

  it('finds the SQLSTATE under drizzle', () => {
    expect('code' in wrapped).toBe(false);
    expect(codeOf(wrapped)).toBe('23505');
    expect(isUniqueViolation(wrapped)).toBe(true);
    expect(isUniqueViolation(wrapped, 'x_pkey')).toBe(true);
    expect(isUniqueViolation(wrapped, 'y_pkey')).toBe(false);
  });

  it('T7: describes it without a bind value, though its message prints one', () => {
    expect(wrapped.message).toContain('secret-bind-value');
    expect(describeFailure(wrapped)).toEqual({ name: 'Error', code: '23505', constraint: 'x_pkey', table: 'x' });
    expect(JSON.stringify(describeFailure(coded('40001')))).not.toContain('secret');
  });

  it('gives up on a circle of causes', () => {
    const circle = new Error('a') as Error & { cause: unknown };
    circle.cause = circle;
    expect(codeOf(circle)).toBeUndefined();
  });
});

describe('S4: what may be tried again', () => {
  it.each(['40001', '40P01', '55P03'])('%s: contention, the connection is whole', (code) => {
    expect([isTransient(coded(code)), isConnectionLost(coded(code))]).toEqual([true, false]);
  });

  it.each([
    'CONNECTION_CLOSED',
    'CONNECTION_ENDED',
    'CONNECTION_DESTROYED',
    'CONNECT_TIMEOUT',
    'ECONNREFUSED',
    'ECONNRESET',
    'EPIPE',
    '57P01',
    '57P02',
    '57P03',
    '08000',
    '08003',
    '08006',
    '08P01',
    '53300',
  ])('%s: no connection', (code) => {
    expect([isTransient(coded(code)), isConnectionLost(coded(code))]).toEqual([true, true]);
  });

  it.each(['23505', '23514', '22012', '42501', '25P02', '57014', 'UNDEFINED_VALUE'])('%s: not', (code) => {
    expect(isTransient(coded(code))).toBe(false);
  });

  it('never what may already be committed, though a lost connection caused it', () => {
    const unknown = new OutcomeUnknown(coded('CONNECTION_CLOSED'));
    expect([isTransient(unknown), isConnectionLost(new Error('around', { cause: unknown }))]).toEqual([false, false]);
  });
});
