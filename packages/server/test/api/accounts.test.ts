import { CHART } from '@tallystick/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Lender } from '../harness/server.ts';
import { openStage, type Stage } from './stage.ts';

let stage: Stage;
let lender: Lender;

beforeAll(async () => {
  stage = await openStage();
  lender = await stage.lender();
});

afterAll(() => stage.close());

interface Account {
  readonly account_code: string;
  readonly gl_code?: string;
}
const chart = async (): Promise<Account[]> => (await lender.get('/accounts')).body.items;
const map = (code: string, gl_code: unknown) => lender.put(`/accounts/${code}`, { gl_code });

it('the chart is the one that core posts to, in the order of its codes, and nothing is mapped at first', async () => {
  expect(await chart()).toEqual(
    CHART.map(({ code, role, name, class: kind, normal }) => ({
      account_code: String(code),
      role,
      name,
      class: kind,
      normal_side: normal,
    })),
  );
});

describe('a mapping', () => {
  it('is answered with its account, stays, and is of that account alone', async () => {
    const answer = await map('1100', '12010-EU');
    expect([answer.status, answer.body.gl_code]).toEqual([200, '12010-EU']);
    const mapped = (await chart()).filter((account) => account.gl_code !== undefined);
    expect(mapped).toEqual([answer.body]);
  });

  it('may be another, the same again, or be taken away', async () => {
    await map('1200', 'a');
    expect((await map('1200', 'b')).body.gl_code).toBe('b');
    const before = await stage.census();
    expect((await map('1200', 'b')).body.gl_code).toBe('b');
    expect(await stage.census()).toBe(before);
    expect((await map('1200', null)).body).not.toHaveProperty('gl_code');
    expect((await map('1200', null)).status).toBe(200);
  });

  it("of two accounts may be the same: a lender's ledger may be coarser than ours", async () => {
    await Promise.all([map('1300', '13'), map('1310', '13')]);
    const mapped = (await chart()).filter((account) => account.gl_code === '13');
    expect(mapped.map((account) => account.account_code)).toEqual(['1300', '1310']);
  });

  it.each(['1101', '0000', '9999'])('of %s, which is not of the chart, is 422', async (code) => {
    const answer = await stage.refused('account_unknown', () => map(code, '1'));
    expect([answer.status, answer.body.detail]).toEqual([422, `no account ${code}`]);
  });

  it.each<[string, string, unknown, string]>([
    ['a code of three digits', '110', '1', '/params/account_code'],
    ['a code of letters', 'cash', '1', '/params/account_code'],
    ['an empty number', '1100', '', '/gl_code'],
    ['a number of 65 characters', '1100', 'x'.repeat(65), '/gl_code'],
    ['a number that is one', '1100', 12010, '/gl_code'],
    ['no number', '1100', undefined, '/gl_code'],
  ])('with %s is 400', async (_, code, glCode, pointer) => {
    const answer = await stage.refused('validation_failed', () => map(code, glCode));
    expect(answer.body.errors[0].pointer).toBe(pointer);
  });
});
