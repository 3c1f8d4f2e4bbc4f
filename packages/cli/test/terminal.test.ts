import { mkdtempSync, rmSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { hasTerminals, onTerminal } from './harness/pty.ts';
import { type Answer, type Met, problem, scriptedLedger } from './harness/scripted-ledger.ts';
import { openWorkplace } from './harness/tally.ts';

/** What a person sees at a terminal, narrow and wide, and what is left of it in a pipe. */

const workplace = openWorkplace();
afterAll(() => workplace.close(), 30_000);

const LOAN = '11111111-1111-1111-1111-111111111111';
const ENTRY = '01980000-0000-7000-8000-000000000001';

const line = (sequence: number, account: string, direction: string, minor: string) => ({
  sequence,
  account_code: account,
  direction,
  amount_minor: minor,
  currency: 'USD',
  layer: 'SETTLED',
});
const entry = (day: string, type: string, lines: readonly object[]) => ({
  journal_entry_id: ENTRY,
  event_type: type,
  effective_at: day,
  accounting_date: day,
  posted_at: `${day}T12:00:00.000Z`,
  lines,
});
const ENTRIES = [
  entry('2026-05-01', 'disbursement', [line(1, '1100', 'DR', '1000000'), line(2, '2100', 'CR', '1000000')]),
  entry('2026-05-04', 'payment_received', [line(1, '1000', 'DR', '400000'), line(2, '2200', 'CR', '400000')]),
  entry('2026-05-04', 'payment_allocated', [line(1, '2200', 'DR', '375000'), line(2, '1100', 'CR', '375000')]),
];

const EVENT = {
  position: '8',
  event_id: ENTRY,
  kind: 'payment',
  posted_at: '2026-05-04T12:00:00.000Z',
  actor: 'tc_1',
  entries: [{ event_type: 'payment_received' }],
};

const CTRL_C = '\u0003';

const balance = (day: string, owed: string, suspense: string) => ({
  loan_id: LOAN,
  currency: 'USD',
  status: 'active',
  as_of_date: day,
  principal_outstanding_minor: owed,
  interest_receivable_minor: '0',
  fees_receivable_minor: '0',
  total_exposure_minor: owed,
  suspense_minor: suspense,
  available_suspense_minor: '0',
  nonaccrual_interest_minor: '0',
  charged_off: { principal_minor: '0', interest_minor: '0', fees_minor: '0' },
});

function answer({ path: asked, query, method }: Met): Answer {
  if (asked === `/loans/${LOAN}`) {
    return [200, { loan_id: LOAN, currency: 'USD', opened_at: '2026-05-01', last_activity_at: '2026-05-04T12:00:00Z' }];
  }
  if (asked === `/loans/${LOAN}/balance`) {
    const isBefore = query.as_of_date !== undefined && query.as_of_date < '2026-05-01';
    return [200, isBefore ? balance('2026-04-30', '0', '0') : balance('2026-05-06', '625000', '25000')];
  }
  if (asked === `/loans/${LOAN}/journal-entries`) return [200, { items: ENTRIES }];
  if (asked === '/events') return [200, { items: query.after === '7' ? [EVENT] : [] }];
  if (method === 'POST') return [201, { loan_id: LOAN, loan_status: 'charged_off' }];
  return problem(404, 'loan_not_found', 'There is no such loan.');
}

let env: Record<string, string>;
beforeEach(async () => {
  const { url } = await scriptedLedger(answer);
  env = {
    TALLYSTICK_BASE_URL: url,
    TALLYSTICK_TOKEN: 'x',
    NODE_COMPILE_CACHE: path.join(workplace.folder, 'compiled'),
  };
});

const SHOWN = [`loans statement ${LOAN}`, `loans chart ${LOAN}`, `loans suspense ${LOAN}`, 'loans suspense --help'];

describe.runIf(hasTerminals)('at a terminal', { timeout: 60_000 }, () => {
  it('shows what the transcript shows, at 80 and at 200 columns: `vitest run -u` writes it anew', async () => {
    const written: string[] = [];
    for (const columns of [80, 200]) {
      for (const command of SHOWN) {
        const { code, stdout } = await onTerminal(workplace, `tally ${command}`, { env, columns });
        written.push(`$ tally ${command}   # at ${columns} columns\n${stdout}=> ${code}\n`);
      }
    }
    await expect(written.join('\n')).toMatchFileSnapshot(path.join(import.meta.dirname, 'terminal.transcript'));
  });

  it.each([
    ['NO_COLOR', { NO_COLOR: '1' }],
    ['TERM=dumb', { TERM: 'dumb' }],
  ])('has no colour with %s', async (_, more) => {
    const { stdout } = await onTerminal(workplace, `tally loans statement ${LOAN}`, { env: { ...env, ...more } });
    expect(stdout).toContain('EFFECTIVE');
    expect(stdout).not.toContain('\\e');
  });

  it('has no block characters where the locale is not one of UTF-8', async () => {
    const { stdout } = await onTerminal(workplace, `tally loans chart ${LOAN}`, { env: { ...env, LANG: 'C' } });
    expect(stdout).toMatch(/^2026-05-01 {2}#+ {2}10000\.00$/m);
  });

  it('does what cannot be taken back once the id is typed, and not for another', async () => {
    const command = `tally chargeoff ${LOAN} --effective 2026-05-06 --reason past_due_120`;
    const types = (typed: string) => [['to go on: ', `${typed}\r`]] as const;
    const done = await onTerminal(workplace, command, { env, types: types(LOAN) });
    expect([done.code, done.stdout]).toEqual([0, expect.stringContaining('Loan status  charged_off')]);
    const left = await onTerminal(workplace, command, { env, types: types('yes') });
    expect([left.code, left.stdout]).toEqual([2, expect.stringContaining('Nothing was sent')]);
  });

  it('never shows a secret that is typed', async () => {
    const home = mkdtempSync(path.join(workplace.folder, 'home-'));
    const { code, stdout } = await onTerminal(workplace, 'tally login', {
      env: { TALLYSTICK_BASE_URL: 'http://127.0.0.1:9', HOME: home, NODE_COMPILE_CACHE: env.NODE_COMPILE_CACHE! },
      types: [
        ['Client id: ', 'tc_1\r'],
        ['Client secret: ', 'hunter22\r'],
      ],
    });
    rmSync(home, { recursive: true });
    expect([code, stdout]).toEqual([1, expect.stringContaining('Client id: tc_1')]);
    expect(stdout).not.toContain('hunter22');
  });

  it('ends a feed on Ctrl-C, and says where to go on', async () => {
    const types = [['payment_received', CTRL_C]] as const;
    const { code, stdout } = await onTerminal(workplace, 'tally events tail --after 7', { env, types });
    expect([code, stdout]).toEqual([0, expect.stringContaining('To go on from here: --after 8\n')]);
  });
});

it.each(SHOWN)(
  '`tally %s` in a pipe is plain',
  async (command) => {
    const { code, stdout } = await workplace.tally(command.split(' '), {
      env: { ...env, FORCE_COLOR: '3', LANG: 'C.UTF-8' },
    });
    expect(code).toBe(0);
    expect(stdout).toMatch(/^[\n\x20-\x7e…]+$/);
  },
  60_000,
);
