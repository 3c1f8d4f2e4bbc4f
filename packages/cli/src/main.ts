import process from 'node:process';
import { runTally } from './run.ts';
import { createTerminal } from './terminal.ts';

// A reader that has seen enough (`tally … | head`) ends the command; it is no failure of ours.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));

const code = await runTally(process.argv.slice(2), createTerminal(process));
// Waits until everything is written, and for nothing else: an idle connection must not keep the prompt away.
process.stdout.write('', () => process.exit(code));
