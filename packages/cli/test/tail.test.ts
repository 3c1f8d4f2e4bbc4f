import { afterAll, expect, it } from 'vitest';
import { type Answer, type Met, scriptedLedger } from './harness/scripted-ledger.ts';
import { openWorkplace, whenPrinted } from './harness/tally.ts';

/** A feed that is followed is printed from where it was asked for, goes on, and says where it ended. */

const workplace = openWorkplace();
afterAll(() => workplace.close(), 30_000);

const event = (position: number) => ({
  position: String(position),
  event_id: `0198${position}`,
  kind: 'payment',
  posted_at: '2026-05-01T12:00:00.000Z',
  actor: 'tc_1',
  entries: [{ event_type: 'payment_received' }, { event_type: 'payment_allocated' }],
});

/** A feed of which the first events are there, and the others come once these were read. */
function growing(count: number, later: number) {
  let committed = count;
  return ({ query }: Met): Answer => {
    const after = Number(query.after ?? 0);
    const items = Array.from({ length: Math.max(0, committed - after) }, (_, index) => event(after + index + 1));
    if (items.length === 0 && query.page_size !== '1') committed = later;
    return [200, { items: items.slice(0, Number(query.page_size)) }];
  };
}

async function followed(args: readonly string[], until: RegExp) {
  const { url } = await scriptedLedger(growing(20, 22));
  const env = { TALLYSTICK_BASE_URL: url, TALLYSTICK_TOKEN: 'x' };
  const following = workplace.start(['events', 'tail', ...args], env);
  await whenPrinted(following, until);
  following.kill('SIGTERM');
  return following.ended;
}

it('begins with the last events, and prints those that come, a line of JSON each', async () => {
  const { code, stdout } = await followed(['--last', '3', '--json'], /"position":"22"/);
  const lines = stdout.trimEnd().split('\n');
  expect(lines.map((line) => JSON.parse(line).position)).toEqual(['18', '19', '20', '21', '22']);
  expect(code).toBe(0);
}, 60_000);

it('begins after a position, in columns that stay where they are, and says where to go on', async () => {
  const { code, stdout, stderr } = await followed(['--after', '19'], /\n22 /);
  const row = (position: number) =>
    `${position}        2026-05-01T12:00:00.000Z  payment             ${`0198${position}`.padEnd(36)}  ${' '.repeat(36)}  payment_received payment_allocated  tc_1`;
  expect(stdout).toBe(`${[20, 21, 22].map(row).join('\n')}\n`);
  expect([code, stderr]).toEqual([0, 'To go on from here: --after 22\n']);
}, 60_000);

it('waits for a server that is gone, says so once, and goes on where it was when it is back', async () => {
  let left = 8;
  const script = growing(20, 22);
  const { url, met } = await scriptedLedger((one) => {
    if (one.query.after !== '20' || left === 0) return script(one);
    left -= 1;
    return 'cut';
  });
  const env = { TALLYSTICK_BASE_URL: url, TALLYSTICK_TOKEN: 'x' };
  const following = workplace.start(['events', 'tail', '--after', '19'], env);
  await whenPrinted(following, /\n22 /);
  following.kill('SIGINT');
  const { code, stdout, stderr } = await following.ended;
  expect([code, stdout.match(/^\d+(?= )/gm)]).toEqual([0, ['20', '21', '22']]);
  expect(stderr).toMatch(
    /^The ledger did not answer GET \/v1\/events; 6 attempts, the last: \w+\. Waiting for it\.\nThe ledger answers again\.\nTo go on from here: --after 22\n$/,
  );
  expect(met.every(({ query }) => Number(query.after) >= 19)).toBe(true);
}, 60_000);
