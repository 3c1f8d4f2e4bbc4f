import { rmSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { openDatabase } from '@tallystick/server';
import type { Bench, Measure } from '../bench.ts';
import { temporaryFolder } from '../database.ts';
import type { Reading } from '../figure.ts';
import { startServerProcess } from '../stage.ts';

/**
 * P10: from starting the process to its first answer: on the embedded database with its data there and PostgreSQL not
 * running, as after a reboot; on a given database, that is there already.
 */
export const start: Measure = {
  ids: ['P10'],
  async take(bench): Promise<Reading[]> {
    const { place, tidy } = await placeOf(bench);
    try {
      const times: number[] = [];
      await startOnce(place); // makes the data, or migrates
      for (let round = 1; round <= bench.rounds(5); round++) times.push(await startOnce(place));
      const on = bench.database.embedded ? 'its embedded PostgreSQL stopped' : 'on a given PostgreSQL';
      return [
        {
          ...{ id: 'P10', measure: `warm start to the first answer, ${on}`, ours: { unit: 's', rounds: times } },
          target: { of: 'ours', bound: 'most', value: 2 },
        },
      ];
    } finally {
      await tidy();
    }
  },
};

async function placeOf({ database }: Bench): Promise<{ place: Record<string, string>; tidy: () => Promise<void> }> {
  if (!database.embedded) {
    const { url, drop } = await database.create();
    return { place: { DATABASE_URL: url }, tidy: drop };
  }
  const dataDir = temporaryFolder();
  return {
    place: { DATA_DIR: dataDir },
    async tidy() {
      await (await openDatabase({ databaseUrl: undefined, dataDir }, () => undefined)).close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/** Starts a server, asks it whether it is ready until it says so, and stops it. Answers the seconds to that answer. */
async function startOnce(place: Record<string, string>): Promise<number> {
  const begun = performance.now();
  const server = await startServerProcess(place);
  try {
    while (!(await fetch(`${server.url}/v1/health/ready`)).ok) await sleep(5);
    return (performance.now() - begun) / 1000;
  } finally {
    await server.stop();
  }
}
