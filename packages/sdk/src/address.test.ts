import { expect, it } from 'vitest';
import { addressOf } from './address.ts';

it.each([
  ['https://ledger.example', 'https://ledger.example'],
  ['https://ledger.example/', 'https://ledger.example'],
  ['https://ledger.example/v1', 'https://ledger.example'],
  ['https://ledger.example/v1/', 'https://ledger.example'],
  ['http://127.0.0.1:8080/v1', 'http://127.0.0.1:8080'],
  ['https://example.com/ledger/v1', 'https://example.com/ledger'],
  ['https://example.com/dev1', 'https://example.com/dev1'],
])('finds the operations and the token endpoint of %s', (baseUrl, root) => {
  expect(addressOf(baseUrl)).toEqual({ api: `${root}/v1`, token: `${root}/oauth2/token` });
});

it.each([
  ['no URL', 'ledger.example', /not a URL/],
  ['another protocol', 'ftp://ledger.example', /begin with https/],
  ['a password', 'https://user:hunter2@ledger.example', /must not carry a user/],
  ['a query', 'https://ledger.example/?key=hunter2', /must not carry a query/],
  ['a fragment', 'https://ledger.example/#x', /must not carry a query or a fragment/],
])('refuses %s without repeating it', (_, baseUrl, sentence) => {
  expect(addressOf(baseUrl)).toMatch(sentence);
  expect(addressOf(baseUrl)).not.toContain('hunter2');
});
