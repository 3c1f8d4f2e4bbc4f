import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openConnections } from '../../src/store/connections.ts';
import { migrate, pendingMigrations } from '../../src/store/migrate.ts';
import { assertServerSettings, ConfigurationError, mistakesOf } from '../../src/store/settings.ts';
import { adminUrl, onDatabase } from '../harness/database.ts';

const name = `test_migrate_${process.pid}`;
const url = onDatabase(adminUrl(), name);
let admin: postgres.Sql;

beforeAll(async () => {
  admin = postgres(adminUrl(), { max: 1, onnotice: () => undefined });
  await admin.unsafe(`create database ${name}`);
});
afterAll(async () => {
  await admin.unsafe(`drop database if exists ${name} with (force)`);
  await admin.end();
});

it('applies each migration once, whoever starts at the same time, and says what is pending', async () => {
  const all = await pendingMigrations(url);
  expect(all).toBeGreaterThan(1);
  const applied = await Promise.all([migrate(url), migrate(url), migrate(url)]);
  expect(applied.map((result) => result.applied).sort()).toEqual([0, 0, all]);
  expect(await pendingMigrations(url)).toBe(0);
  expect(await migrate(url)).toEqual({ applied: 0 });
});

it('lets every runtime role see that nothing is pending', async () => {
  const connections = openConnections(url);
  try {
    for (const pool of [connections.writer, connections.reader, connections.issuer])
      expect(await pendingMigrations(pool)).toBe(0);
    expect(await pendingMigrations(connections.operatorSql)).toBe(0);
  } finally {
    await connections.end();
  }
});

describe('S5: a server that would lose what it acknowledged', () => {
  const sound = {
    version: '18.4',
    version_num: '180004',
    fsync: 'on',
    synchronous_commit: 'on',
    full_page_writes: 'on',
  };

  it.each([
    ['sound', {}, []],
    [
      'too old',
      { version: '14.11', version_num: '140011' },
      ['PostgreSQL 15 or later is needed; this server is 14.11.'],
    ],
    ['without fsync', { fsync: 'off' }, ['fsync is off: a power cut would corrupt the books. Set fsync = on.']],
    [
      'that only promises',
      { synchronous_commit: 'off' },
      ['synchronous_commit is off: an acknowledged payment could vanish in a crash. Set it to on.'],
    ],
    [
      'that tears pages',
      { full_page_writes: 'off' },
      ['full_page_writes is off: a crash during a write would leave torn pages. Set it to on.'],
    ],
    ['with replicas', { synchronous_commit: 'remote_apply' }, []],
  ])('%s', (_, fault, mistakes) => {
    expect(mistakesOf({ ...sound, ...fault })).toEqual(mistakes);
  });

  it('names all mistakes together and exits 78', async () => {
    expect(mistakesOf({ ...sound, fsync: 'off', full_page_writes: 'off' })).toHaveLength(2);
    const lax = postgres(url, { max: 1, connection: { synchronous_commit: 'off' } });
    const refusal = await assertServerSettings(lax as never).catch((error: unknown) => error);
    await lax.end();
    expect(refusal).toBeInstanceOf(ConfigurationError);
    expect(refusal).toMatchObject({ exitCode: 78, mistakes: [expect.stringMatching(/^synchronous_commit is off/)] });
  });
});
