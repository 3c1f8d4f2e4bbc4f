import type { ChapterExamples } from './exchange.ts';

/** Whether the server runs. */
export const HEALTH: ChapterExamples = {
  getHealthLive: {
    exchanges: [{ name: 'live', summary: 'It runs', answer: { status: 'ok', version: '0.1.0', git_sha: 'a3f9e12' } }],
  },
  getHealthReady: {
    exchanges: [{ name: 'ready', summary: 'It can post', answer: { status: 'ok' } }],
    details: { unavailable: 'the database does not answer, try again in 5 seconds' },
  },
};
