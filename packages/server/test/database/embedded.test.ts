import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import postgres from 'postgres';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type EmbeddedPostgres, startEmbeddedPostgres, type UnexpectedExit } from '../../src/database/embedded.ts';
import { identityOf, isRunning } from '../../src/database/process-identity.ts';
import { temporaryFolder, testBinaries } from '../harness/run-server.ts';

const { binaries } = testBinaries();
const root = process.getuid?.() === 0;

let folder: string;
let dataDir: string;
let open: (EmbeddedPostgres | { stop(): Promise<unknown> })[];

beforeEach(() => {
  folder = temporaryFolder('tallystick-embedded-');
  dataDir = path.join(folder, 'data');
  open = [];
});
afterEach(async () => {
  for (const each of open) await each.stop();
  expect(postmaster()).toBeUndefined();
  rmSync(folder, { recursive: true, force: true });
});

async function start(onExit?: (exit: UnexpectedExit) => void): Promise<EmbeddedPostgres> {
  const server = await startEmbeddedPostgres({ dataDir, binaries, ...(onExit && { onExit }) });
  open.push(server);
  return server;
}

async function query(url: string, text: string): Promise<postgres.RowList<postgres.Row[]>> {
  const sql = postgres(url, { max: 1, onnotice: () => undefined });
  try {
    return await sql.unsafe(text);
  } finally {
    await sql.end();
  }
}

/** The pid that PostgreSQL left in its pid file, when that process runs. */
function postmaster(): number | undefined {
  const file = path.join(dataDir, 'postgres/data/postmaster.pid');
  const pid = existsSync(file) ? Number.parseInt(readFileSync(file, 'utf8'), 10) : 0;
  return identityOf(pid) ? pid : undefined;
}

async function until(condition: () => boolean): Promise<void> {
  const deadline = Date.now() + 25_000;
  while (!condition()) {
    if (Date.now() > deadline) throw new Error('It did not come about within 25 s.');
    await sleep(10);
  }
}

/** A second process that uses the same directory. */
function userProcess(): {
  child: ChildProcess;
  ready: Promise<{ url: string; adopted: boolean; pid: number }>;
  stop(): Promise<void>;
} {
  const words = [dataDir, binaries.folder, String(binaries.major), JSON.stringify(binaries.env)];
  const program = path.join(import.meta.dirname, 'user-process.ts');
  const child = spawn(process.execPath, ['--conditions=@tallystick/source', program, ...words], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: child.stdout });
  const ready = new Promise<string>((resolve, reject) => {
    lines.once('line', resolve);
    child.once('exit', () => reject(new Error('It ended before it was ready.')));
  }).then((line) => JSON.parse(line));
  ready.catch(() => undefined);
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const user = {
    child,
    ready,
    async stop() {
      child.stdin.end();
      await gone;
    },
  };
  open.push(user);
  return user;
}

describe('starting', () => {
  it('makes a database with checksums that survives power cuts, for one user with a password', async () => {
    const server = await start();
    expect(server).toMatchObject({ adopted: false, version: expect.stringMatching(`^${binaries.major}\\.`) });
    const [row] = await query(
      server.url,
      `select current_setting('fsync') || current_setting('synchronous_commit') || current_setting('full_page_writes')
         || current_setting('data_checksums') as durable, current_setting('listen_addresses') as listens,
         (select string_agg(distinct auth_method, ',') from pg_hba_file_rules) as auth, current_setting('server_encoding') as encoding`,
    );
    expect(row).toEqual({ durable: 'onononon', listens: '127.0.0.1', auth: 'scram-sha-256', encoding: 'UTF8' });
    const wrong = new URL(server.url);
    wrong.password = 'guess';
    await expect(query(wrong.href, 'select 1')).rejects.toMatchObject({ code: '28P01' });
    expect(statSync(path.join(dataDir, 'postgres/password')).mode & 0o777).toBe(0o600);
  });

  it('keeps its log in small files, and keeps the files', async () => {
    const { url } = await start();
    const [row] = await query(
      url,
      `select current_setting('wal_segment_size') as size, current_setting('min_wal_size') as kept,
         current_setting('wal_init_zero') || current_setting('wal_recycle') as whole`,
    );
    expect(row).toEqual({ size: '4MB', kept: '1GB', whole: 'onon' });
  });

  it('keeps the data and the address from one start to the next', async () => {
    const first = await start();
    await query(first.url, `create table kept as select 42 as figure`);
    await first.stop();
    expect(postmaster()).toBeUndefined();
    const second = await start();
    expect(second.url).toBe(first.url);
    expect(await query(second.url, 'select figure from kept')).toEqual([{ figure: 42 }]);
  });

  it('takes another port when a stranger has taken its own', async () => {
    const first = await start();
    await first.stop();
    const { port } = new URL(first.url);
    const { createServer } = await import('node:net');
    const stranger = createServer().listen(Number(port), '127.0.0.1');
    try {
      const second = await start();
      expect(new URL(second.url).port).not.toBe(port);
      expect(await query(second.url, 'select 1 as one')).toEqual([{ one: 1 }]);
    } finally {
      stranger.close();
    }
  });

  it('works in a path with spaces that is too long for a socket', async () => {
    dataDir = path.join(folder, 'a path with spaces', 'and'.repeat(30));
    const server = await start();
    expect(await query(server.url, `select current_setting('unix_socket_directories') as sockets`)).toEqual([
      { sockets: '' },
    ]);
  });
});

describe('more than one process', () => {
  it('gives two that start at once one server, which ends with the last of them', async () => {
    const [one, two] = [userProcess(), userProcess()];
    const [first, second] = await Promise.all([one.ready, two.ready]);
    expect(second.url).toBe(first.url);
    expect([first.adopted, second.adopted].sort()).toEqual([false, true]);
    const [owner, other] = first.adopted ? [two, one] : [one, two];
    await owner.stop();
    expect(await query(first.url, 'select 1 as one')).toEqual([{ one: 1 }]);
    await other.stop();
    expect(postmaster()).toBeUndefined();
  });

  it('shares one server among callers of one process too', async () => {
    const [first, second] = await Promise.all([start(), start()]);
    expect(second.url).toBe(first.url);
    await first.stop();
    expect(await query(second.url, 'select 1 as one')).toEqual([{ one: 1 }]);
  });

  it('outlives a killed owner and is joined by the next, who ends it', async () => {
    const owner = userProcess();
    const { url, pid } = await owner.ready;
    await query(url, 'create table kept (figure int)');
    owner.child.kill('SIGKILL');
    await until(() => owner.child.signalCode !== null);
    expect(postmaster()).toBe(pid);
    const next = await start();
    expect(next).toMatchObject({ adopted: true, url });
    expect(next.pid()).toBe(pid);
    await next.stop();
    expect(postmaster()).toBeUndefined();
  });
});

describe('healing', () => {
  it('starts a killed PostgreSQL again under its address, and no acknowledged row is lost', async () => {
    const exits: UnexpectedExit[] = [];
    const server = await start((exit) => exits.push(exit));
    const joined = userProcess();
    await joined.ready;
    await query(server.url, 'create table acknowledged (n int primary key)');
    // Left to itself, postgres.js waits longer and longer before it connects again, up to 20 s.
    const sql = postgres(server.url, { max: 4, backoff: () => 0.05 });
    const acknowledged: number[] = [];
    let next = 0;
    let writing = true;
    const writers = Array.from({ length: 4 }, async () => {
      while (writing) {
        const n = next++;
        await sql`insert into acknowledged values (${n})`.then(
          () => acknowledged.push(n),
          () => sleep(20),
        );
      }
    });
    for (let kill = 1; kill <= 2; kill += 1) {
      await sleep(300);
      process.kill(server.pid(), 'SIGKILL');
      await until(() => exits.length === kill);
      await exits.at(-1)?.restarted;
    }
    const before = acknowledged.length;
    await until(() => acknowledged.length > before);
    writing = false;
    await Promise.all(writers);
    const rows = await sql`select n from acknowledged`;
    await sql.end();
    const found = new Set(rows.map((row) => row.n));
    expect(acknowledged.filter((n) => !found.has(n))).toEqual([]);
    expect(exits.map((exit) => exit.reason)).toEqual(['signal SIGKILL', 'signal SIGKILL']);
  });

  it('is healed by one that joined when the owner dies with it', async () => {
    const owner = userProcess();
    const { url, pid } = await owner.ready;
    const healed = new Promise<void>((resolve) => {
      void start((exit) => void exit.restarted.then(resolve)).then(() => {
        owner.child.kill('SIGKILL');
        process.kill(pid, 'SIGKILL');
      });
    });
    await healed;
    expect(await query(url, 'select 1 as one')).toEqual([{ one: 1 }]);
  });

  it('begins again after a first start that was killed, at whatever moment', async () => {
    const killed = userProcess();
    await until(() => existsSync(dataDir) && readdirSync(dataDir).some((name) => name.startsWith('postgres.new-')));
    await sleep(100);
    killed.child.kill('SIGKILL');
    await until(() => killed.child.signalCode !== null);
    expect(existsSync(path.join(dataDir, 'postgres'))).toBe(false);
    await start();
    expect(readdirSync(dataDir).filter((name) => name.includes('.new-'))).toEqual([]);
  });

  it('does not take a stranger for PostgreSQL because it got its number', async () => {
    const server = await start();
    await query(server.url, 'create table kept (figure int)');
    const identity = identityOf(server.pid()) ?? '';
    const pidFile = path.join(dataDir, 'postgres/data/postmaster.pid');
    const text = readFileSync(pidFile, 'utf8');
    await server.stop();
    expect(isRunning(identity)).toBe(false);
    // A process of the same user, for PostgreSQL asks the system whether it may signal it, and gives way if so.
    const owner = statSync(path.join(dataDir, 'postgres/data')).uid;
    const stranger = spawn('sleep', ['60'], { stdio: 'ignore', ...(root && { uid: owner }) });
    try {
      writeFileSync(pidFile, text.replace(/^\d+/, String(stranger.pid)));
      const next = await start();
      expect(next.adopted).toBe(false);
      expect(await query(next.url, `select to_regclass('kept') is not null as there`)).toEqual([{ there: true }]);
      expect(stranger.exitCode).toBeNull();
    } finally {
      stranger.kill();
    }
  });

  it('does not join the server of the directory it was copied from', async () => {
    const original = await start();
    const copied = path.join(folder, 'copy');
    execFileSync('cp', ['-a', dataDir, copied]);
    const copy = await startEmbeddedPostgres({ dataDir: copied, binaries });
    open.push(copy);
    expect(copy.url).not.toBe(original.url);
    expect(copy.adopted).toBe(false);
    const served = identityOf(copy.pid()) ?? '';
    await copy.stop();
    expect(isRunning(served)).toBe(false);
    expect(await query(original.url, 'select 1 as one')).toEqual([{ one: 1 }]);
  });

  it('leaves a directory alone that holds something it does not know', async () => {
    mkdirSync(path.join(dataDir, 'postgres/data/base'), { recursive: true });
    await expect(start()).rejects.toThrow(/holds no whole database .* Move it away, or set DATA_DIR/);
    expect(existsSync(path.join(dataDir, 'postgres/data/base'))).toBe(true);
  });
});

describe.runIf(root)('as root', () => {
  it('works below a folder closed to others, and on the same data once it is opened', async () => {
    chmodSync(folder, 0o700);
    const closed = await start();
    await query(closed.url, 'create table kept as select 7 as figure');
    await closed.stop();
    chmodSync(folder, 0o711);
    const opened = await start();
    expect(await query(opened.url, 'select figure from kept')).toEqual([{ figure: 7 }]);
    await opened.stop();
    chmodSync(folder, 0o700);
    expect(await query((await start()).url, 'select figure from kept')).toEqual([{ figure: 7 }]);
  });
});
