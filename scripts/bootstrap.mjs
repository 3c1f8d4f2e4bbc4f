/**
 * The only program that runs on a newcomer's own Node: it installs what the checkout needs, when the checkout needs it,
 * and hands over to the Node that the workspace brings. `npm start`, `npm test`, `npm run bench` and `npm run model` are its
 * tasks.
 */
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const SOURCE = '--conditions=@tallystick/source';

if (Number(process.versions.node.split('.')[0]) < 20) fail(`Node 20 or newer is needed; this is ${process.version}.`);
if (process.platform === 'win32') fail('Windows has no embedded PostgreSQL here: run Tallystick in WSL.');
process.chdir(ROOT);

/** A step did not pass; what it printed stands above. */
class Failed extends Error {
  name = 'Failed';
}

const [task = '', ...rest] = process.argv.slice(2);
const tasks = { install: () => undefined, start, test, bench, model };
if (!Object.hasOwn(tasks, task)) fail(`Tasks: ${Object.keys(tasks).join(', ')}.`);
install(task === 'test');
try {
  tasks[task]();
} catch (error) {
  if (!(error instanceof Failed)) throw error;
}

/**
 * Installs when the lockfile or a manifest differs from what was installed last. What only the tests of `shipped` need,
 * three other runtimes and an older Node, is as much again as all the rest: it is spared until they are to run.
 */
function install(withShipped) {
  const hash = createHash('sha256');
  const rooms = ['packages/core', 'packages/server', 'packages/sdk', 'packages/cli', 'bench', 'examples', 'shipped'];
  const manifests = rooms.map((room) => `${room}/package.json`).filter((file) => existsSync(file));
  for (const file of ['pnpm-lock.yaml', 'pnpm-workspace.yaml', 'package.json', ...manifests])
    hash.update(readFileSync(file));
  const wanted = hash.digest('hex');
  const stamp = 'node_modules/.installed';
  const installed = existsSync(stamp) ? readFileSync(stamp, 'utf8') : '';
  if (installed === `${wanted} with shipped` || (installed === wanted && !withShipped)) return;
  // On stderr, so that what a command prints stays its own.
  const spared = withShipped ? [] : ['--filter', '!@tallystick/shipped'];
  const status = pnpm(['install', '--frozen-lockfile', '--reporter=append-only', ...spared], ['ignore', 2, 2]);
  if (status !== 0)
    fail('The install failed; the lines above say why. It needs npm, and the network the first time.', status);
  writeFileSync(stamp, withShipped ? `${wanted} with shipped` : wanted);
}

/** Serves with the demo tenant, until it is told to stop. */
function start() {
  const env = { ...process.env, DEMO: process.env.DEMO ?? defaultDemo(), TALLY_NPM_START: '1' };
  const child = spawn(ownNode(), [SOURCE, 'packages/cli/src/main.ts', 'serve', ...rest], { stdio: 'inherit', env });
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
  child.on('exit', (code, signal) => process.exit(code ?? (signal === null ? 1 : 128)));
}

/** The demo's secret is in the README, so it is opened only where nobody else can reach the server. */
function defaultDemo() {
  const loopback = /^(?:127(?:\.\d{1,3}){3}|::1|localhost)?$/.test(process.env.HOST ?? '');
  return loopback && !process.env.AUTH_JWKS_URL ? '1' : '0';
}

/** Everything that must pass, the cheap checks first; ends with one line that counts the tests. */
function test() {
  const reports = mkdtempSync(path.join(os.tmpdir(), 'tallystick-reports-'));
  const rooms = ['core', 'sdk', 'server', 'cli'];
  try {
    step('lint', () => bin('biome', ['check', '.']));
    for (const room of rooms)
      step(`types of ${room}`, () => bin('tsc', ['-p', `packages/${room}/tsconfig.json`, '--noEmit']));
    for (const room of ['bench', 'examples', 'shipped'])
      step(`types of ${room}`, () => bin('tsc', ['-p', `${room}/tsconfig.json`, '--noEmit']));
    step('build', () => pnpm(['exec', 'turbo', 'run', 'build', '--output-logs=errors-only']));
    step('rules of the house', () => vitest(reports, 'tools', ['--config', 'tools/vitest.config.ts'], ROOT));
    for (const room of rooms) {
      step(`tests of ${room}`, () => vitest(reports, room, [], `packages/${room}`));
    }
    const system = { TALLYSTICK_TEST_DATABASE: 'system' };
    step('tests of what is shipped', () => vitest(reports, 'shipped', [], 'shipped'));
    step('tests of server, on a PostgreSQL of the user', () =>
      vitest(reports, 'system', [], 'packages/server', system),
    );
  } finally {
    summary(reports, ['tools', ...rooms, 'shipped', 'system']);
    rmSync(reports, { recursive: true, force: true });
  }
}

function bench() {
  process.exit(bin('node', [SOURCE, 'bench/src/main.ts', ...rest]));
}

/** Random lives against the model: `--seed` replays the life that a failure printed, `--lives` and `--steps` run longer. */
function model() {
  const options = { seed: { type: 'string' }, lives: { type: 'string' }, steps: { type: 'string' } };
  const env = {};
  try {
    const asked = parseArgs({ args: rest, options }).values;
    for (const [name, value] of Object.entries(asked)) env[`MODEL_${name.toUpperCase()}`] = value;
  } catch (error) {
    fail(error.message);
  }
  process.exit(bin('vitest', ['run', 'test/model'], 'packages/server', env));
}

/** Runs one step under a heading; the first that fails ends the run with its own code. */
function step(name, run) {
  console.log(`\n== ${name}`);
  const begun = Date.now();
  const status = run();
  console.log(`   ${((Date.now() - begun) / 1000).toFixed(1)} s`);
  if (status === 0) return;
  process.exitCode = status;
  throw new Failed(name);
}

function vitest(reports, name, args, cwd, env = {}) {
  const report = path.join(reports, `${name}.json`);
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  return bin('vitest', ['run', ...args, ...reporters, ...rest], cwd, env);
}

/** The line that CI reads, counted from what the test runner wrote, whether or not everything ran. */
function summary(reports, names) {
  const total = { passed: 0, failed: 0, skipped: 0 };
  for (const name of names) {
    const report = path.join(reports, `${name}.json`);
    if (!existsSync(report)) continue;
    const { numPassedTests, numFailedTests, numPendingTests, numTodoTests } = JSON.parse(readFileSync(report, 'utf8'));
    total.passed += numPassedTests;
    total.failed += numFailedTests;
    total.skipped += numPendingTests + numTodoTests;
  }
  // A style error, a type error or a test file that does not load fails no test; it must not read as nothing failed.
  if (process.exitCode && total.failed === 0) total.failed = 1;
  const skipped = total.skipped === 0 ? '' : `, ${total.skipped} skipped`;
  console.log(`\n${total.passed} passed, ${total.failed} failed${skipped}`);
}

function bin(name, args, cwd = ROOT, env = {}) {
  // The tools are scripts for the workspace's Node, which stands first in PATH for whatever they start.
  const PATH = `${path.join(ROOT, 'node_modules/.bin')}${path.delimiter}${process.env.PATH}`;
  return run(path.join(ROOT, 'node_modules/.bin', name), args, { cwd, env: { ...process.env, PATH, ...env } });
}

function pnpm(args, stdio = 'inherit') {
  const { packageManager } = JSON.parse(readFileSync('package.json', 'utf8'));
  const env = { ...process.env, TURBO_TELEMETRY_DISABLED: '1', DO_NOT_TRACK: '1' };
  return run('npx', ['-y', packageManager, ...args], { env, stdio });
}

function run(command, args, options) {
  const { status, error } = spawnSync(command, args, { stdio: 'inherit', ...options });
  if (error?.code === 'ENOENT' && command === 'npx')
    fail('npx is missing: it comes with npm. Install Node.js 20 or newer with npm, and try again.');
  if (error !== undefined) fail(`${command} cannot be started: ${error.message}.`);
  return status ?? 1;
}

/** The Node that the workspace brings, or this one where the platform has no package of it. */
function ownNode() {
  const own = path.join(ROOT, 'node_modules/.bin/node');
  return existsSync(own) ? own : process.execPath;
}

function fail(sentence, status = 1) {
  console.error(sentence);
  process.exit(status);
}
