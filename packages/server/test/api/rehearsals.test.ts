import { afterAll, beforeAll, expect, it } from 'vitest';
import { postRehearsed } from '../harness/rehearsal.ts';
import type { Lender } from '../harness/server.ts';
import { adjustmentBody, corrections } from './corrections.ts';
import { acts, type Fields, freshKey, openLoan, restructureBody } from './loan-life.ts';
import { openStage, type Stage } from './stage.ts';

/**
 * Any request to post may be rehearsed. The scenarios and the recipes rehearse all that they post; here is what they
 * post none of, and that a rehearsal leaves nothing behind.
 */

let stage: Stage;
let lender: Lender;

beforeAll(async () => {
  stage = await openStage();
  lender = await stage.lender();
});
afterAll(() => stage.close());

/** Posts under one key, after a rehearsal that changes no row. Answers what was booked. */
async function rehearse(who: Lender, path: string, body: Fields) {
  const key = freshKey();
  const before = await stage.census();
  let rehearsed = before;
  const post = async (at: string, sent: Fields) => {
    rehearsed = sent.dry_run === true ? rehearsed : await stage.census();
    return who.post(at, sent, key);
  };
  const answer = await postRehearsed({ post, get: (at) => who.get(at) }, path, body);
  expect(rehearsed).toBe(before);
  expect([answer.status, answer.body]).toMatchObject([201, {}]);
  return answer.body;
}

it('a restructure shows its one entry', async () => {
  const loan = await openLoan(lender);
  await acts(lender).accrue(loan);
  await rehearse(lender, '/restructures', restructureBody(loan, { capitalize_interest_minor: '6000' }));
});

it('what books no entry says so: an adjustment that waits, and its rejection', async () => {
  const programId = lender.tenantId;
  const terms = { name: 'Two people', adjustment_approval: 'two_person' };
  expect((await lender.put(`/programs/${programId}`, terms)).status).toBeLessThan(300);
  const loan = await openLoan(lender);
  const body = adjustmentBody([`DR 1900 300 ${loan.loanId}`, `CR 1100 300 ${loan.loanId}`], {
    effective_at: '2026-06-10',
  });
  const dry = await lender.post('/adjustments', { ...body, dry_run: true }, freshKey());
  expect(dry.body).toMatchObject({ dry_run: true, status: 'pending_approval', entries: [] });
  const asked = await rehearse(lender, '/adjustments', body);
  const checker = await stage.server.lender({ tenantId: lender.tenantId });
  await rehearse(checker, `/adjustments/${asked.adjustment_event_id}/reject`, { reason: 'not so' });
  const again = await corrections(lender).adjust([`DR 1900 300 ${loan.loanId}`, `CR 1100 300 ${loan.loanId}`]);
  await rehearse(checker, `/adjustments/${again.adjustment_event_id}/approve`, {});
});

it('what would be refused is refused, and leaves nothing either', async () => {
  const loan = await openLoan(lender);
  const fee = await acts(lender).charge(loan);
  const { journal_entry_id: mirror } = await corrections(lender).reverse(fee.journal_entry_id);
  const body = { journal_entry_id: mirror, reason_code: 'keyed_wrongly', dry_run: true };
  await stage.refused('reversal_of_reversal', () => lender.post('/reversals', body, freshKey()));
});

it.each([['yes'], [1], [null]])('dry_run is true or false, and not %s', async (dry_run) => {
  const loan = await openLoan(lender);
  const answer = await lender.post('/restructures', { ...restructureBody(loan), dry_run }, freshKey());
  expect([answer.status, answer.body.errors?.[0]?.pointer]).toEqual([400, '/dry_run']);
});
