import { expect, it } from 'vitest';
import { list, table } from './table.ts';

it('lines up columns, amounts to the right', () => {
  const columns = [{ title: 'NAME' }, { title: 'AMOUNT', align: 'right' }, { title: 'IN' }] as const;
  const rows = [
    ['Principal', '9216.51', 'USD'],
    ['Gebühr', '0.05', ''],
  ];
  expect(table(columns, rows)).toBe(
    ['NAME        AMOUNT  IN', 'Principal  9216.51  USD', 'Gebühr        0.05'].join('\n'),
  );
});

it('lets no control character reach the terminal', () => {
  expect(list([['Name', 'Acme\u001b[31m\nLending']])).toBe('Name  Acme\ufffd[31m\ufffdLending');
});
