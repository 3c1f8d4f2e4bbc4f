import postgres from 'postgres';
import type { Sql } from './codecs.ts';
import { migrate } from './migrate.ts';
import { assertServerSettings } from './settings.ts';

/**
 * Makes sure that a database may be trusted with the books and has this release's schema. Asked as the login itself:
 * the roles are made by the first migration.
 *
 * @throws ConfigurationError with a sentence for each setting under which acknowledged money could be lost.
 */
export async function prepareDatabase(url: string): Promise<{ applied: number }> {
  await examineSettings(url);
  return migrate(url);
}

/**
 * Makes sure that a database may be trusted with the books, and changes nothing.
 *
 * @throws ConfigurationError with a sentence for each setting under which acknowledged money could be lost.
 */
export async function examineSettings(url: string): Promise<void> {
  const client = postgres(url, { max: 1, fetch_types: false, onnotice: () => undefined });
  try {
    await assertServerSettings(client as unknown as Sql);
  } finally {
    await client.end({ timeout: 5 });
  }
}
