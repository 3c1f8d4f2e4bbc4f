import { expect, it } from 'vitest';
import { databaseFailure, describePlace } from './database-failure.ts';
import { Failure } from './failure.ts';

const embedded = { databaseUrl: undefined, dataDir: '/srv/data' };
const own = { databaseUrl: 'postgres://ledger:hidden@db.example:5433/books', dataDir: '/srv/data' };

it.each([
  ['embedded', embedded, 'embedded PostgreSQL in /srv/data'],
  ['your own', own, 'database books on PostgreSQL at db.example:5433'],
  [
    'without a name',
    { ...own, databaseUrl: 'postgres://ledger@db.example' },
    'database ledger on PostgreSQL at db.example',
  ],
  ['of several hosts', { ...own, databaseUrl: 'postgres://u:hidden@a:1,b:2/books' }, 'the PostgreSQL of DATABASE_URL'],
])('describes a database that is %s without its password', (_, place, words) => {
  expect(describePlace(place)).toBe(words);
});

it.each([
  ['28P01', 'refused the user or the password'],
  ['3D000', 'is not there'],
  ['53300', 'is busy'],
  ['55P03', 'is busy'],
  ['CONNECTION_CLOSED', 'broke the connection'],
  ['57P01', 'broke the connection'],
  ['CONNECT_TIMEOUT', 'does not answer in time'],
])('says what %s means, from a cause too', (code, meaning) => {
  const failure = databaseFailure(new Error('Failed query', { cause: Object.assign(new Error('no'), { code }) }), own);
  expect(failure).toBeInstanceOf(Failure);
  expect((failure as Failure).message).toMatch(
    new RegExp(`^Database books on PostgreSQL at db\\.example:5433 ${meaning}`),
  );
});

it('says that the folder of the embedded database cannot be used', () => {
  const error = Object.assign(new Error("EACCES: permission denied, mkdir '/srv/data'"), {
    code: 'EACCES',
    path: '/srv/data',
  });
  expect(databaseFailure(error, embedded)).toMatchObject({ code: 'data_dir_unusable', exitCode: 1 });
});

it('leaves alone what it does not know', () => {
  const defect = new TypeError('x is not a function');
  expect(databaseFailure(defect, own)).toBe(defect);
});
