/**
 * The ledger against a model of its books that shares none of its decisions: lives of thirty steps, sensible and absurd,
 * asked of both. After every step the answer's figures, the entry's lines, the balances (now and as of a day), the trial
 * balance and the tie-out are the model's, no bucket is below zero on any day, and a refusal has left nothing behind.
 *
 * The lives go to the procedures within the process, which is everything but the socket and the token; one in twenty
 * once more over HTTP. With CI set there are 2,000 of them, else (and on a PostgreSQL of the user, the second time that CI
 * runs them) 200. They are the same each time, so that nobody's change is held up by what another one broke; other lives
 * are for whoever looks for them. The first seed is in the name of the test, and a failure is told as the shortest life
 * that shows it:
 *
 *   npm run model -- --seed 1234 --lives 1                       the life with that seed, again
 *   npm run model -- --seed $RANDOM --lives 100000 --steps 60      a longer run, of other lives
 */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createServices } from '../../src/create-services.ts';
import { createTenant, openConnections, SYSTEM, starterSet, verifyBooks } from '../../src/index.ts';
import type { Services } from '../../src/procedures/context.ts';
import { openStage } from '../api/stage.ts';
import { freshDatabase, type TestDatabase } from '../harness/database.ts';
import { type Door, inProcess, overHttp } from './door.ts';
import { type Lived, live } from './life.ts';
import { lifeBy, type Step, told } from './step.ts';
import { dateOf, TODAY } from './world.ts';

const asked = (name: string, otherwise: number): number => Number(process.env[name] ?? otherwise);
const SEED = asked('MODEL_SEED', 1);
const isLong = process.env.CI !== undefined && process.env.TALLYSTICK_TEST_DATABASE !== 'system';
const LIVES = asked('MODEL_LIVES', isLong ? 2_000 : 200);
const STEPS = asked('MODEL_STEPS', 30);
const OVER_HTTP = Math.ceil(LIVES / 20);
const AT_ONCE = 24;
const LONG = 30_000 + LIVES * 1_000;

const now = () => new Date(`${dateOf(TODAY)}T12:00:00.000Z`);

let database: TestDatabase;
let connections: ReturnType<typeof openConnections>;
let services: Services;

beforeAll(async () => {
  database = await freshDatabase();
  connections = openConnections(database.url);
  services = await createServices(connections, { now });
});
afterAll(async () => {
  await connections.end();
  await database.drop();
});

/** The door of a lender that nobody knows yet. */
async function newDoor(): Promise<Door> {
  const { tenantId } = await createTenant(connections.operator, { ...starterSet(), name: 'A lender' }, SYSTEM);
  return inProcess(services, tenantId);
}

/** Lives so many lives from a seed on, some at once. The first to fail is made as short as it can be, and told. */
async function liveAll(lives: number, open: () => Promise<Door>): Promise<Lived[]> {
  const done: Lived[] = [];
  let next = 0;
  let failed: number | undefined;
  const worker = async () => {
    while (next < lives && failed === undefined) {
      const seed = SEED + next++;
      try {
        done.push(await live(await open(), `life ${seed}`, lifeBy(seed, STEPS)));
      } catch {
        failed ??= seed;
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  if (failed !== undefined) await tellShortest(failed, open);
  return done;
}

/** Leaves out what a life can do without and still fail, step by step from its end, and tells what is left. */
async function tellShortest(seed: number, open: () => Promise<Door>): Promise<never> {
  let steps: readonly Step[] = lifeBy(seed, STEPS);
  let why = await failureOf(steps);
  for (let at = steps.length - 1; at >= 0 && why !== undefined; at--) {
    const shorter = steps.toSpliced(at, 1);
    const still = await failureOf(shorter);
    if (still === undefined) continue;
    steps = shorter;
    why = still;
  }
  const replay = `npm run model -- --seed ${seed} --lives 1 --steps ${STEPS}`;
  throw new Error(`${replay}; the shortest life that fails:\n${steps.map(told).join(',\n')}\n${why}`);

  async function failureOf(life: readonly Step[]): Promise<string | undefined> {
    try {
      await live(await open(), `life ${seed}`, life);
      return undefined;
    } catch (error) {
      return (error as Error).message;
    }
  }
}

/** How often each operation was booked and refused: a model whose steps are all refused would prove nothing. */
function tally(lives: readonly Lived[]): Map<string, [booked: number, refused: number]> {
  const sum = new Map<string, [number, number]>();
  for (const { byOp } of lives) {
    for (const [op, [booked, refused]] of byOp) {
      const [b, r] = sum.get(op) ?? [0, 0];
      sum.set(op, [b + booked, r + refused]);
    }
  }
  return sum;
}

it(
  `${LIVES} lives of ${STEPS} steps, seed ${SEED}`,
  async () => {
    const lives = await liveAll(LIVES, newDoor);
    expect(lives).toHaveLength(LIVES);
    const counts = tally(lives);
    console.log([...counts].map(([op, [booked, refused]]) => `${op}: ${booked} booked, ${refused} refused`).join('\n'));
    if (LIVES >= 500) for (const [op, [booked]] of counts) expect(booked, `${op} was booked`).toBeGreaterThan(0);
    expect((await verifyBooks(connections.operatorSql)).findings).toEqual([]);
  },
  LONG,
);

it(
  `${OVER_HTTP} of them over HTTP`,
  async () => {
    const stage = await openStage({ now });
    const lives = await liveAll(OVER_HTTP, async () => overHttp(await stage.server.lender()));
    expect(lives).toHaveLength(OVER_HTTP);
    await stage.close();
  },
  LONG,
);
