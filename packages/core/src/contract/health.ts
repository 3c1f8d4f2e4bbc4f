import { z } from 'zod';
import { operation } from './operation.ts';
import { problems } from './problem.ts';

const Live = z.object({ status: z.literal('ok'), version: z.string(), git_sha: z.string() }).meta({
  id: 'Live',
  description: 'The process runs.',
  examples: [{ status: 'ok', version: '0.1.0', git_sha: 'a3f9e12' }],
});

const Ready = z.object({ status: z.literal('ok') }).meta({ id: 'Ready', description: 'The server can post.' });

/** Whether the server runs, and whether it can work. */
export const health = {
  live: operation
    .route({
      method: 'GET',
      path: '/health/live',
      operationId: 'getHealthLive',
      tags: ['Health'],
      summary: 'Whether the process runs',
      description: 'Needs no token and touches no database.',
      outputStructure: 'detailed',
    })
    .errors(problems('internal'))
    .output(z.object({ status: z.literal(200).meta({ description: 'It runs.' }), body: Live })),
  ready: operation
    .route({
      method: 'GET',
      path: '/health/ready',
      operationId: 'getHealthReady',
      tags: ['Health'],
      summary: 'Whether the server can post',
      description: 'Needs no token. The database answers and its migrations are current.',
      outputStructure: 'detailed',
    })
    .errors(problems('unavailable', 'internal'))
    .output(z.object({ status: z.literal(200).meta({ description: 'It can.' }), body: Ready })),
};
