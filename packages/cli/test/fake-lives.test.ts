/**
 * The fake ledger against the model of the books that the server is held against: lives of thirty steps, sensible and
 * absurd. A life that the server lives rightly and the fake does not is a difference between the two.
 *
 *   MODEL_SEED=1234 MODEL_LIVES=1 vitest run test/fake-lives.test.ts     the life with that seed, again
 */
import { type Ledger, ProblemError } from '@tallystick/sdk';
import { createFakeLedger } from '@tallystick/sdk/fake';
import { expect, it } from 'vitest';
import { type Call, type Door, doorOf } from '../../server/test/model/door.ts';
import { live } from '../../server/test/model/life.ts';
import { lifeBy } from '../../server/test/model/step.ts';
import { dateOf, TODAY } from '../../server/test/model/world.ts';

const asked = (name: string, otherwise: number): number => Number(process.env[name] ?? otherwise);
// Always the same lives: new ones are for the server, whose decisions these are too.
const SEED = asked('MODEL_SEED', 1);
const LIVES = asked('MODEL_LIVES', 100);

/** The door to a fake that nobody has used. */
function newDoor(): Door {
  const { ledger, defaultProgramId } = createFakeLedger({ now: `${dateOf(TODAY)}T12:00:00.000Z` });
  return doorOf(defaultProgramId, callOf(ledger));
}

const callOf =
  (ledger: Ledger): Call =>
  async (method, path, body, key) => {
    const [route, search] = path.split('?') as [string, string?];
    const query = Object.fromEntries(new URLSearchParams(search ?? ''));
    const request =
      method === 'GET'
        ? ledger.request({ method, path: route, query })
        : ledger.request({ method, path: route, query, body, idempotencyKey: key! });
    try {
      const { response } = await request.withResponse();
      return { status: response.status, body: JSON.parse(response.text), text: response.text };
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error;
      return { status: error.status, body: { ...error }, text: JSON.stringify(error) };
    }
  };

it(`${LIVES} lives from seed ${SEED} on`, { timeout: 30_000 + LIVES * 1_000 }, async () => {
  for (let seed = SEED; seed < SEED + LIVES; seed++) {
    const lived = await live(newDoor(), `life ${seed}`, lifeBy(seed, 30)).catch((why: Error) => why.message);
    expect(lived, `MODEL_SEED=${seed} MODEL_LIVES=1`).not.toBeTypeOf('string');
  }
});
