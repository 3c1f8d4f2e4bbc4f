import type { Measure } from '../bench.ts';
import { settleDown } from '../books/fill.ts';
import type { Reading } from '../figure.ts';
import { onStage, type ServerProcess, type Tenant } from '../stage.ts';
import { assertBooked, rateOf } from './good-answers.ts';
import { lendersWith, paying, payingLoop } from './payments.ts';

/**
 * P9: two and four server processes on one database, against one, with the same connections shared among them. On a
 * machine whose cores are all busy with one already there is nothing to win; what must hold is that the books do.
 */
export const processes: Measure = {
  ids: ['P9'],
  take: (bench) =>
    onStage(bench.database, async (stage): Promise<Reading[]> => {
      const loans = bench.quick ? 20_000 : 100_000;
      const seconds = bench.quick ? 3 : 6;
      const [tenant] = (await lendersWith(stage, 1, loans)) as [Tenant];
      const servers: ServerProcess[] = [];
      for (let count = 0; count < 4; count++) servers.push(await stage.server());
      const token = await servers[0]!.token(tenant);
      let answered = 0;
      const pay = async (count: number, round: string, time = seconds) => {
        const urls = servers.slice(0, count).map(({ url }) => url);
        const size = { connections: 64, seconds: time };
        const result = await stage.generator.loop(payingLoop(urls, paying([{ token }], loans, round), size));
        answered += result.good + result.late;
        return rateOf(result);
      };
      await pay(4, 'warm', 4);
      await settleDown(stage.sql);
      const rates: Record<1 | 2 | 4, number[]> = { 1: [], 2: [], 4: [] };
      for (let round = 1; round <= bench.rounds(3); round++) {
        for (const count of [1, 2, 4] as const) rates[count].push(await pay(count, `n${count}r${round}`));
        const last = [rates[1], rates[2], rates[4]].map((list) => list.at(-1)!.toFixed(0));
        bench.say(`P9 round ${round}: one, two, four processes: ${last.join(', ')}/s`);
      }
      await assertBooked(stage, [tenant], 'payment:', answered);
      const baseline = { name: 'one process', unit: '/s', rounds: rates[1] };
      const line = (id: string, count: 2 | 4): Reading => ({
        ...{ id, measure: `payments, ${count} server processes on one database`, baseline },
        ours: { unit: '/s', rounds: rates[count] },
      });
      return [line('P9', 2), line('P9b', 4)];
    }),
};
