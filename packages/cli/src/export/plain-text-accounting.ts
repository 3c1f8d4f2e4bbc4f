import { minorUnitsOf } from '@tallystick/core';
import type { Account } from '@tallystick/sdk';
import { amountIn } from '../money.ts';
import type { SheetPosting, SheetTransaction, Tags } from './sheet.ts';

/** How a program of plain-text accounting wants its journal. */
interface Dialect {
  readonly head: string;
  readonly account: (name: string, title: string) => string;
  readonly commodity: (currency: string) => string;
  readonly transaction: (transaction: SheetTransaction) => string;
  readonly posting: (account: string, amount: string, tags: Tags) => string;
}

/** Text on one line: what somebody wrote into a description must not become a posting. */
const onOneLine = (text: string): string => text.replaceAll(/[\p{Cc}\u2028\u2029]+/gu, ' ').trim();

const tagLines = (tags: Tags, write: (name: string, value: string) => string): string =>
  Object.entries(tags)
    .filter((tag): tag is [string, string] => tag[1] !== undefined)
    .map(([name, value]) => `${write(name, onOneLine(value))}\n`)
    .join('');

const HLEDGER: Dialect = {
  head: '',
  account: (name, title) => `account ${name}  ; ${title}\n`,
  // With the decimal mark even where no decimal follows: hledger asks for it.
  commodity: (currency) => `commodity 1000.${'0'.repeat(minorUnitsOf(currency) ?? 0)} ${currency}\n`,
  transaction: ({ date, title, tags }) =>
    `\n${date} ${title}\n${tagLines(tags, (name, value) => `    ; ${name}: ${value}`)}`,
  posting: (account, amount, tags) => {
    const said = Object.entries(tags).filter(([, value]) => value !== undefined);
    const comment = said.map(([name, value]) => `${name}: ${onOneLine(value!).replaceAll(/[,[\]]/g, ' ')}`).join(', ');
    return `    ${account}  ${amount}${comment === '' ? '' : `  ; ${comment}`}\n`;
  },
};

const quoted = (text: string): string => `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;

const BEANCOUNT: Dialect = {
  head: 'option "title" "Tallystick"\n',
  // The first day that beancount can read.
  account: (name, title) => `1700-01-01 open ${name}\n  name: ${quoted(title)}\n`,
  commodity: () => '',
  transaction: ({ date, title, tags }) =>
    `\n${date} * ${quoted(title)}\n${tagLines(tags, (name, value) => `  ${name}: ${quoted(value)}`)}`,
  posting: (account, amount, tags) =>
    `  ${account}  ${amount}\n${tagLines(tags, (name, value) => `    ${name}: ${quoted(value)}`)}`,
};

/** The dialects by the names of their formats. */
const DIALECTS = { hledger: HLEDGER, beancount: BEANCOUNT } as const;

/** The top accounts that both programs know, by the class of ours. Memo accounts balance among themselves. */
const TOP: Readonly<Record<Account['class'], string>> = {
  asset: 'Assets',
  contra_asset: 'Assets',
  liability: 'Liabilities',
  equity: 'Equity',
  income: 'Income',
  contra_income: 'Income',
  expense: 'Expenses',
  memo: 'Equity:Memo',
};

const LAYERS = { SETTLED: '', PENDING: ':Pending', ENCUMBRANCE: ':Encumbrance' } as const;

/**
 * Writes postings as a journal that `hledger check --strict` or `bean-check` accepts, piece by piece: the chart first,
 * every account and layer declared, then the transactions in the order given.
 */
export async function* journalText(
  format: keyof typeof DIALECTS,
  chart: readonly Account[],
  postings: AsyncIterable<SheetPosting>,
): AsyncGenerator<string, void, undefined> {
  const dialect = DIALECTS[format];
  const names = new Map(
    chart.map((account) => [account.account_code, `${TOP[account.class]}:${account.account_code}`]),
  );
  const declared = chart.flatMap(({ account_code: code, name: title }) =>
    Object.values(LAYERS).map((layer) => dialect.account(`${names.get(code)}${layer}`, title)),
  );
  yield dialect.head + declared.join('');
  const currencies = new Set<string>();
  let open: SheetTransaction | undefined;
  for await (const { transaction, account_code: code, layer, minor, currency, tags } of postings) {
    let text = '';
    if (!currencies.has(currency)) text += dialect.commodity(currency);
    currencies.add(currency);
    if (transaction !== open) text += dialect.transaction(transaction);
    open = transaction;
    yield text +
      dialect.posting(`${names.get(code)}${LAYERS[layer]}`, `${amountIn(minor, currency)} ${currency}`, tags);
  }
}
