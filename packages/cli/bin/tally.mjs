#!/usr/bin/env node
/** Starts `tally`: in a checkout from the sources, on the Node that the workspace brings; elsewhere from what was built. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import * as modules from 'node:module';
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

const here = path.dirname(fileURLToPath(import.meta.url));
const source = path.resolve(here, '../src/main.ts');

if (existsSync(source)) {
  const own = path.resolve(here, '../../../node_modules/.bin/node');
  const node = existsSync(own) ? own : process.execPath;
  const args = ['--conditions=@tallystick/source', source, ...process.argv.slice(2)];
  // The types are stripped from the sources once, and not at each start.
  const compiled = path.resolve(here, '../../../node_modules/.cache/tally');
  const child = spawn(node, args, { stdio: 'inherit', env: { NODE_COMPILE_CACHE: compiled, ...process.env } });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('exit', (code, signal) => {
    process.exitCode = code ?? (signal === null ? 1 : 128);
  });
} else {
  // What was compiled once need not be again: half of the start of a command. Older Nodes do without.
  modules.enableCompileCache?.();
  await import('../dist/main.js');
}
