import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Lender } from '../harness/server.ts';
import { acts, claims, linesOf, openLoan, owes } from './loan-life.ts';
import { openStage, type Stage } from './stage.ts';

let stage: Stage;
let lender: Lender;

beforeAll(async () => {
  stage = await openStage();
  lender = await stage.lender();
});

afterAll(() => stage.close());

/** A loan of 1,000,000 with a late charge of 2,900, of which a card payment has paid 1,900. */
async function chargedLoan() {
  const loan = await openLoan(lender);
  const fee = await acts(lender).charge(loan, { amount_minor: '2900', fee_type: 'late' });
  await acts(lender).pay(loan, { amount_minor: '1900', source_method: 'card' });
  return { loan, feeId: fee.fee_event_id as string };
}

const standing = (paid_minor: string, waived_minor: string, unpaid_minor: string) => ({
  assessed_minor: '2900',
  paid_minor,
  waived_minor,
  unpaid_minor,
});

describe('a waiver', () => {
  it('takes what is unpaid unless it says otherwise', async () => {
    const { loan, feeId } = await chargedLoan();
    const body = await acts(lender).waive(feeId);
    expect(body).toEqual({
      waiver_event_id: expect.any(String),
      fee_event_id: feeId,
      journal_entry_id: expect.any(String),
      posted_at: '2026-06-15T12:00:00.000Z',
      waived_unpaid_minor: '1000',
      waived_paid_minor: '0',
      fee: standing('1900', '1000', '0'),
    });
    expect(await linesOf(lender, loan.loanId, 'fee_waived')).toEqual([['4290 DR 1000', '1310 CR 1000']]);
    expect(await owes(lender, loan.loanId)).toEqual(['1000000', '0', '0', '0']);
    const { body: page } = await lender.get(`/loans/${loan.loanId}/journal-entries?event_type=fee_waived`);
    expect(page.items[0]).toMatchObject({ correlation_id: body.waiver_event_id, description: 'as agreed' });
  });

  it('of what was paid puts the money back into suspense, where it may be paid out of again', async () => {
    const { loan, feeId } = await chargedLoan();
    const body = await acts(lender).waive(feeId, { scope: 'paid', amount_minor: '1500' });
    expect(body).toMatchObject({
      waived_unpaid_minor: '0',
      waived_paid_minor: '1500',
      fee: standing('400', '1500', '1000'),
    });
    expect(await linesOf(lender, loan.loanId, 'fee_waived')).toEqual([['4290 DR 1500', '2200 CR 1500']]);
    expect(await owes(lender, loan.loanId)).toEqual(['1000000', '0', '1000', '1500']);
  });

  it('of both parts is one entry', async () => {
    const { loan, feeId } = await chargedLoan();
    const body = await acts(lender).waive(feeId, { scope: 'all' });
    expect(body).toMatchObject({
      waived_unpaid_minor: '1000',
      waived_paid_minor: '1900',
      fee: standing('0', '2900', '0'),
    });
    expect(await linesOf(lender, loan.loanId, 'fee_waived')).toEqual([
      ['4290 DR 2900', '1310 CR 1000', '2200 CR 1900'],
    ]);
  });

  it('adds up with those before it', async () => {
    const { feeId } = await chargedLoan();
    await acts(lender).waive(feeId, { amount_minor: '400' });
    await acts(lender).waive(feeId, { scope: 'paid', amount_minor: '900' });
    expect((await acts(lender).waive(feeId)).fee).toEqual(standing('1000', '1900', '0'));
  });

  it('on a charged-off loan lowers the claim', async () => {
    const { loan, feeId } = await chargedLoan();
    await acts(lender).chargeOff(loan);
    const body = await acts(lender).waive(feeId, { scope: 'all', effective_at: '2026-06-10' });
    expect(body).toMatchObject({ waived_unpaid_minor: '1000', waived_paid_minor: '0' });
    expect(await claims(lender, loan.loanId)).toEqual(['1000000', '0', '0', '0']);
    expect(await linesOf(lender, loan.loanId, 'fee_waived')).toEqual([['9900 DR 1000', '9300 CR 1000']]);
  });

  it('sent twice at once gives the fee up once', async () => {
    const { loan, feeId } = await chargedLoan();
    const waivers = await Promise.allSettled([acts(lender).waive(feeId), acts(lender).waive(feeId)]);
    expect(waivers.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(await owes(lender, loan.loanId)).toEqual(['1000000', '0', '0', '0']);
  });
});
