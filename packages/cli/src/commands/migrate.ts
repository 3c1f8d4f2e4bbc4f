import type { Command } from 'commander';
import { withDatabase } from '../books.ts';
import { DATABASE_NOTE, examples } from '../help.ts';
import type { Terminal } from '../terminal.ts';

/** `tally migrate up` and `tally migrate status`: the schema of the database. `tally migrate` alone is the first. */
export function addMigrate(program: Command, terminal: Terminal): void {
  const migrate = program
    .command('migrate')
    .description("bring the database to this release's schema, or tell what it lacks")
    .addHelpText('after', DATABASE_NOTE)
    .addHelpText('after', examples('tally migrate up', 'tally migrate status'))
    .action(() => apply(terminal));
  migrate
    .command('up')
    .description("bring the database to this release's schema")
    .addHelpText('after', DATABASE_NOTE)
    .addHelpText('after', examples('tally migrate up', 'DATABASE_URL=postgres://… tally migrate up --json'))
    .action(() => apply(terminal));
  migrate
    .command('status')
    .description('tell how many migrations the database lacks')
    .addHelpText('after', DATABASE_NOTE)
    .addHelpText('after', examples('tally migrate status', 'tally migrate status --json'))
    .action(() => tellStatus(terminal));
}

async function apply(terminal: Terminal): Promise<void> {
  const { applied } = await withDatabase(terminal.env, ({ server, url }) => server.prepareDatabase(url));
  terminal.answer({ applied }, applied === 0 ? 'The schema was current already.' : `Applied ${counted(applied)}.`);
}

async function tellStatus(terminal: Terminal): Promise<void> {
  const pending = await withDatabase(terminal.env, ({ server, url }) => server.pendingMigrations(url));
  const plain = pending === 0 ? 'The schema is current.' : `${counted(pending)} to apply: run \`tally migrate up\`.`;
  terminal.answer({ current: pending === 0, pending }, plain);
}

const counted = (migrations: number): string => (migrations === 1 ? '1 migration' : `${migrations} migrations`);
