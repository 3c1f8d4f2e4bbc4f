import type { ProblemPages } from './page.ts';

/** What went wrong on our side, and when to come back. */
export const OUTAGE_PAGES = {
  rate_limited: {
    happened: 'The tenant sent more requests than its share. This one was not looked at.',
    why: 'Tenants share the machine. A limit keeps the nightly run of one from delaying the payments of another.',
    todo: [
      'Wait as many seconds as `Retry-After` says, then send the same request with the same key.',
      'Post interest as one batch of many loans rather than as many batches of one.',
    ],
    example: { instance: '/v1/payments', detail: 'the share of the tenant is used up, try again in 1 second' },
  },
  internal: {
    happened:
      'A defect of the server: one of our own laws did not hold, and the request was given up. Nothing was booked.',
    why: 'When the books would no longer be provably right, stopping is the only right answer. A retry would most likely meet the same defect.',
    todo: [
      'Report it with the `trace_id`: the log entry under that id has what we need, and the answer shows none of it on purpose.',
      'It is safe to send the same request again later with the same key: it is carried out at most once.',
    ],
    example: { instance: '/v1/payments', detail: 'the request was given up and nothing was booked' },
  },
  overloaded: {
    happened: 'More requests are waiting than the server can answer in time, so this one was turned away at the door.',
    why: 'A queue that grows without end answers everybody late and nobody in time. Nothing was begun for this request.',
    todo: [
      'Wait as many seconds as `Retry-After` says, with some jitter, then send the same request with the same key.',
      'If it lasts, send fewer requests at once, or have the operator run more server processes.',
    ],
    example: { instance: '/v1/payments', detail: 'the queue is full, try again in 1 second' },
  },
  unavailable: {
    happened: 'The server runs, but it cannot reach its database, or is starting or stopping.',
    why: 'What is not committed has not happened. Without the database nothing can be committed, and nothing can be read that would be sure to be true.',
    todo: [
      'Wait as many seconds as `Retry-After` says, then send the same request with the same key.',
      'Operators: `GET /v1/health/ready` says when it is back, and the log names the cause.',
    ],
    example: { instance: '/v1/payments', detail: 'the database does not answer, try again in 5 seconds' },
  },
  outcome_unknown: {
    happened:
      'The connection to the database broke while the commit was on its way, and the server could not find out in time whether it had arrived. The request is either booked whole or not at all.',
    why: 'To guess would be to lie half of the time. The key knows: a second request under it is answered with the first outcome, or carried out now.',
    todo: [
      'Send the very same request again with the same key, until it is answered otherwise. 201 says booked now, 200 says it had been booked.',
      'Where the request is no longer at hand, look its key up: `GET /v1/events?idempotency_key=…`. An event there says that it was booked, and what was answered. No event says only that it is not booked yet, because a commit may still arrive.',
      'Never send it under a new key: that could book the money twice.',
    ],
    example: { instance: '/v1/payments', detail: 'the commit was sent and its answer was lost' },
  },
} as const satisfies ProblemPages;
