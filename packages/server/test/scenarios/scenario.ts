import { createHash } from 'node:crypto';
import { expect } from 'vitest';
import { booked, type Fields, freshKey } from '../api/loan-life.ts';
import { openStage } from '../api/stage.ts';
import { type Asking, postRehearsed } from '../harness/rehearsal.ts';
import { type Answer, expectAsContracted, type Lender, lenderOf } from '../harness/server.ts';

/**
 * A lender's books, told from the outside: every act goes through the public API, and every check reads the loan's own
 * journal and balance in the words of an accountant. The clock stands at noon of the day that is told.
 */
export interface Scenario {
  /** The lender's tenant, which is also the id of its default program. */
  readonly tenantId: string;
  /** Moves the clock to noon of a day. Time does not go back. */
  on(day: string): Promise<void>;
  /** Posts what must be booked and answers its body. Everything that is posted is rehearsed first. */
  // biome-ignore lint/suspicious/noExplicitAny: a test reads whatever the wire holds
  post(path: string, body: Fields): Promise<any>;
  // biome-ignore lint/suspicious/noExplicitAny: a test reads whatever the wire holds
  put(path: string, body: Fields): Promise<any>;
  // biome-ignore lint/suspicious/noExplicitAny: a test reads whatever the wire holds
  get(path: string): Promise<any>;
  /** Sends a request as it is and answers what comes back, which is as contracted whatever it is. */
  send(method: 'GET' | 'POST' | 'PUT', path: string, body?: Fields): Promise<Answer>;
  /** Posts what must be refused with a code, and must leave the books as they were. Answers the problem. */
  // biome-ignore lint/suspicious/noExplicitAny: a test reads whatever the wire holds
  refused(code: string, path: string, body: Fields): Promise<any>;
  /** Another client of the same lender: the second of two people. */
  // biome-ignore lint/suspicious/noExplicitAny: a test reads whatever the wire holds
  asSecondPerson(path: string, body: Fields): Promise<any>;
  /** Gives an event or an entry the name that the scenario has for it. */
  call(name: string, id: string): void;
  /**
   * One accrual a day from `from` on, none booked before its day: the principal it is computed on, and the interest.
   * Answers the entries.
   */
  accrue(
    loan: string,
    from: string,
    principal: string,
    interest: readonly number[],
    program?: string,
  ): Promise<string[]>;
  /** The entries that are new in a loan's journal, each with a head and then its lines in the scenario's notation. */
  news(loan: string): Promise<string[]>;
  /** The new entries summed into one, for runs of accruals and reversals. */
  summedNews(loan: string): Promise<string[]>;
  /** All lines of an entry, those of other loans and of none included. */
  entry(id: string): Promise<string[]>;
  /** The balance line of a loan, now or at the end of a day. */
  stands(loan: string, asOf?: string): Promise<string>;
  /** Re-derives the books from the postings, expects no finding, and closes. */
  close(): Promise<void>;
}

/** The id of a loan that a scenario calls by a name such as `L1`. */
export const idOf = (name: string): string => {
  const hex = createHash('sha256').update(name).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
};

/** The ids and the currency that most requests about a loan carry. `borrower` where two loans have the same one. */
export const of = (loan: string, borrower = `borrower of ${loan}`) => ({
  loan_id: idOf(loan),
  borrower_id: idOf(borrower),
  currency: 'USD',
});

/** Starts a lender on a day. */
export async function openScenario(day: string): Promise<Scenario> {
  let clock = noonOf(day);
  const stage = await openStage({ now: () => clock });
  let lender = await stage.lender();
  const names = new Map<string, string>();
  const read = new Map<string, number>();
  const loanName = (id: string | undefined) => (id === undefined ? '-' : (names.get(id) ?? id));

  const answered = async (path: string): Promise<Answer['body']> => {
    const { status, body, text } = await lender.get(path);
    expect(status, text).toBe(200);
    return body;
  };
  /** A token of one hour does not outlive a move of the clock, so the lender asks for another. */
  const renewed = ({ tenantId, clientId, clientSecret }: Lender) =>
    lenderOf(stage.server.url, tenantId, clientId, clientSecret);

  const asking = (who = lender): Asking => {
    const key = freshKey();
    return { post: (path, body) => who.post(path, body, key), get: (path) => who.get(path) };
  };

  const scenario: Scenario = {
    tenantId: lender.tenantId,
    async on(next) {
      const moved = noonOf(next);
      if (moved <= clock) return;
      clock = moved;
      lender = await renewed(lender);
    },
    post: (path, body) => booked(postRehearsed(asking(), path, body)),
    async put(path, body) {
      const answer = await scenario.send('PUT', path, body);
      expect([200, 201], answer.text).toContain(answer.status);
      return answer.body;
    },
    async send(method, path, body) {
      if (method === 'POST') {
        const answer = await postRehearsed(asking(), path, body ?? {});
        expectAsContracted(method, `/v1${path}`, answer);
        return answer;
      }
      const headers = { authorization: `Bearer ${lender.token}`, 'content-type': 'application/json' };
      const sent = body === undefined ? {} : { body: JSON.stringify(body) };
      const response = await fetch(`${stage.server.url}/v1${path}`, { method, headers, ...sent });
      const text = await response.text();
      const answer = { status: response.status, headers: response.headers, body: JSON.parse(text), text };
      expectAsContracted(method, `/v1${path}`, answer);
      return answer;
    },
    get: answered,
    refused: async (code, path, body) => (await stage.refused(code, () => lender.post(path, body, freshKey()))).body,
    async asSecondPerson(path, body) {
      const second = await stage.server.lender({ tenantId: lender.tenantId });
      return booked(postRehearsed(asking(second), path, body));
    },
    call: (name, id) => void names.set(id, name),
    async accrue(loan, from, principal, interest, program = lender.tenantId) {
      const entries: string[] = [];
      for (const [days, amount] of interest.entries()) {
        const date = dayAfter(from, days);
        await scenario.on(date);
        const { journal_entry_id } = await scenario.post('/accruals/batch', {
          program_id: program,
          accrual_date: date,
          day_count_convention: 'ACT_365',
          loans: [{ loan_id: idOf(loan), outstanding_principal_minor: principal, interest_minor: `${amount}` }],
        });
        entries.push(journal_entry_id);
      }
      return entries;
    },
    news: async (loan) => (await fresh(loan)).flatMap((item) => [headOf(item), ...linesIn(item.lines)]),
    async summedNews(loan) {
      const items = await fresh(loan);
      const types = [...new Set(items.map((item) => item.event_type))].join(' and ');
      const dates = items.map((item) => item.effective_at).sort();
      const span = `${dates[0]} .. ${dates.at(-1)}`;
      return [`${items.length} x ${types} ${span}`, ...linesIn(items.flatMap((item) => item.lines))];
    },
    entry: async (id) => linesIn((await answered(`/journal-entries/${id}`)).lines),
    async stands(loan, asOf) {
      const asked = asOf === undefined ? '' : `?as_of_date=${asOf}`;
      return balanceLine(await answered(`/loans/${idOf(loan)}/balance${asked}`));
    },
    close: () => stage.close(),
  };

  /** The items of a loan's journal that were not read yet. */
  async function fresh(loan: string): Promise<Item[]> {
    names.set(idOf(loan), loan);
    const items: Item[] = [];
    let token = '';
    do {
      const page = await answered(`/loans/${idOf(loan)}/journal-entries?page_size=500${token}`);
      items.push(...page.items);
      token = page.next_page_token === undefined ? '' : `&page_token=${page.next_page_token}`;
    } while (token !== '');
    const seen = read.get(loan) ?? 0;
    read.set(loan, items.length);
    for (const item of items.slice(seen)) expectInOrder(item.lines);
    return items.slice(seen);
  }

  /** `2026-03-31 payment_returned, acct 2026-04-02, corr P1`: the parts that the scenario would print. */
  function headOf(item: Item): string {
    const accounting = item.accounting_date === item.effective_at ? '' : `, acct ${item.accounting_date}`;
    const correlated = names.get(item.correlation_id ?? '');
    const reversed = item.reverses_entry_id;
    return [
      `${item.effective_at} ${item.event_type}${accounting}`,
      ...(correlated === undefined ? [] : [`corr ${correlated}`]),
      ...(reversed === undefined ? [] : [`reverses ${names.get(reversed) ?? 'an entry'}`]),
    ].join(', ');
  }

  /** Lines as `DR 1100 1,000,000 L1`, equal ones summed; debits first, each side in the order of the chart. */
  function linesIn(lines: readonly Line[]): string[] {
    const sums = new Map<string, bigint>();
    for (const { direction, account_code, loan_id, layer, amount_minor } of lines) {
      const like = [direction === 'DR' ? 1 : 2, account_code, loanName(loan_id), layer].join(' ');
      sums.set(like, (sums.get(like) ?? 0n) + BigInt(amount_minor));
    }
    return [...sums].sort(byText).map(([like, sum]) => {
      const [side, account, loan, layer] = like.split(' ');
      const final = layer === 'SETTLED' ? '' : ` [${layer}]`;
      return `${side === '1' ? 'DR' : 'CR'} ${account} ${grouped(sum)} ${loan}${final}`;
    });
  }

  return scenario;
}

interface Line {
  readonly sequence: number;
  readonly account_code: string;
  readonly direction: 'DR' | 'CR';
  readonly amount_minor: string;
  readonly layer: string;
  readonly loan_id?: string;
}

interface Item {
  readonly event_type: string;
  readonly effective_at: string;
  readonly accounting_date: string;
  readonly correlation_id?: string;
  readonly reverses_entry_id?: string;
  readonly lines: readonly Line[];
}

/** Lines are numbered from 1, debits before credits, and debits are as much as credits. */
function expectInOrder(lines: readonly Line[]): void {
  expect(lines.map(({ sequence }) => sequence)).toEqual(lines.map((_, index) => index + 1));
  const sides = lines.map(({ direction }) => direction);
  expect(sides).toEqual(sides.toSorted().reverse());
  const total = (side: 'DR' | 'CR') =>
    lines
      .filter(({ direction }) => direction === side)
      .reduce((sum, { amount_minor }) => sum + BigInt(amount_minor), 0n);
  expect(total('DR')).toBe(total('CR'));
}

/** `principal … | interest … | fees … | exposure … | suspense …`, and what is claimed or only noted where there is any. */
function balanceLine(body: Answer['body']): string {
  const { principal_minor: p, interest_minor: i, fees_minor: f } = body.charged_off;
  const parts = [
    `principal ${grouped(body.principal_outstanding_minor)}`,
    `interest ${grouped(body.interest_receivable_minor)}`,
    `fees ${grouped(body.fees_receivable_minor)}`,
    `exposure ${grouped(body.total_exposure_minor)}`,
    `suspense ${grouped(body.suspense_minor)}`,
  ];
  if ([p, i, f].some((claim) => claim !== '0')) {
    parts.push(`charged-off P ${grouped(p)} I ${grouped(i)} F ${grouped(f)}`);
  }
  const noted = body.nonaccrual_interest_minor;
  if (noted !== '0') parts.push(`non-accrual interest ${grouped(noted)}`);
  return parts.join(' | ');
}

const byText = ([a]: readonly [string, bigint], [b]: readonly [string, bigint]) => (a < b ? -1 : a > b ? 1 : 0);

const noonOf = (day: string): Date => new Date(`${day}T12:00:00.000Z`);

/** 1000000 as 1,000,000. */
export const grouped = (amount: bigint | string): string => String(amount).replaceAll(/\B(?=(\d{3})+(?!\d))/g, ',');

/** The date so many days after another. */
export const dayAfter = (day: string, days: number): string => {
  const date = new Date(`${day}T00:00:00.000Z`);
  date.setUTCDate(date.getUTCDate() + days);
  return date.toISOString().slice(0, 10);
};
