import type { Command } from 'commander';
import { serverAddress } from '../access.ts';
import { withBooks } from '../books.ts';
import { curlLine, demoInJson } from '../demo-loan.ts';
import { DATABASE_NOTE, examples } from '../help.ts';
import { list } from '../table.ts';
import type { Terminal } from '../terminal.ts';

/** `tally demo`: the tenant, client and loan of the quickstart. */
export function addDemo(program: Command, terminal: Terminal): void {
  program
    .command('demo')
    .description('open a demo lender with a client and a loan, unless it is there')
    .addHelpText('after', DATABASE_NOTE)
    .addHelpText('after', examples('tally demo', 'tally demo --json'))
    .action(() => openDemo(terminal));
}

async function openDemo(terminal: Terminal): Promise<void> {
  // Read as a server with the demo would read it: what would forbid the demo there forbids it here.
  const env = { ...terminal.env, DEMO: '1' };
  const { url, demo } = await withBooks(env, async ({ server, config, connections }) => {
    await server.runDemo(connections);
    const host = config.host.includes(':') ? `[${config.host}]` : config.host;
    const here = `http://${host}:${config.port || 8080}`;
    const url = terminal.env.TALLYSTICK_BASE_URL ? serverAddress(terminal, undefined) : here;
    return { url, demo: server.DEMO };
  });
  const facts = list([
    ['Tenant', demo.tenantId],
    ['Client id', demo.clientId],
    ['Client secret', demo.clientSecret],
    ['Loan', demo.loanId],
  ]);
  const invitation = `With a server at ${url}, paste this to read the loan's balance:`;
  terminal.answer(demoInJson(url, demo), `${facts}\n\n${invitation}\n\n${curlLine(url, demo)}`);
}
