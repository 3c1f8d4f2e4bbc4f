import { expect, it } from 'vitest';
import { csvOf, csvText } from './csv.ts';

/** CSV is read by programs and spreadsheets: a figure is never changed, and a text never becomes a formula. */

it('writes a header and a row for each record, each name a column wherever it first stands', () => {
  expect(
    csvOf([
      { a: '1', b: true },
      { a: null, c: 7 },
    ]),
  ).toBe('a,b,c\n1,true,\n,,7');
});

it('writes a record inside a record as columns, and a list of records as rows beside what it is part of', () => {
  const entry = { id: 'e1', terms: { days: 30 }, scopes: ['r', 'w'], lines: [{ minor: '5' }, { minor: '-7' }] };
  const columns = 'id,terms.days,scopes,lines.minor';
  expect(csvOf([entry])).toBe(`${columns}\ne1,30,r w,5\ne1,30,r w,-7`);
});

it('keeps a record whose list is empty', () => {
  expect(
    csvOf([
      { id: 'e1', lines: [] },
      { id: 'e2', lines: [{ minor: '5' }] },
    ]),
  ).toBe('id,lines.minor\ne1,\ne2,5');
});

it('quotes what would break a row', () => {
  expect(csvOf([{ name: 'Acme, "Lending"\nLtd' }])).toBe('name\n"Acme, ""Lending""\nLtd"');
});

it.each([
  ['=HYPERLINK("x")', `"'=HYPERLINK(""x"")"`],
  ['+1 555', "'+1 555"],
  ['-', "'-"],
  ['@SUM(A1)', "'@SUM(A1)"],
  ['-88849', '-88849'],
  ['88849', '88849'],
])('writes %s so that no spreadsheet runs it', (text, cell) => {
  expect(csvOf([{ text }])).toBe(`text\n${cell}`);
});

it('writes nothing of no records', () => expect(csvOf([])).toBe(''));

it('refuses a list that has a column more when it is read again', async () => {
  let readings = 0;
  const pages = async function* () {
    readings += 1;
    yield [readings === 1 ? { id: 'e1' } : { id: 'e1', memo: 'late' }];
  };
  const written = async () => {
    for await (const _ of csvText(pages));
  };
  await expect(written()).rejects.toThrow('What is listed has a new column since it was first read: ask again.');
});
