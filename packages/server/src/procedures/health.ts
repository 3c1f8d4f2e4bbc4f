import { api } from './implement.ts';
import { problemError } from './problem.ts';

const live = api.health.live.handler(({ context: { services } }) => ({
  status: 200 as const,
  body: { status: 'ok' as const, version: services.version, git_sha: services.gitSha },
}));

const ready = api.health.ready.handler(async ({ context }) => {
  if (!(await context.services.ready())) throw problemError(context, 'unavailable', 'the server is not ready to post');
  return { status: 200 as const, body: { status: 'ok' as const } };
});

/** Whether the server runs, and whether it can work. */
export const health = { live, ready };
