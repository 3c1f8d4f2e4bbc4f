import { Connection } from './connection.ts';
import type { BatchPlan, BatchResult } from './plan.ts';
import { batchRequest } from './request.ts';

/** Sends one accrual batch and times it from the first byte sent until the answer is read. */
export async function sendBatch(plan: BatchPlan): Promise<BatchResult> {
  const connection = new Connection(plan.url);
  await connection.open();
  const request = batchRequest(plan, new URL(plan.url).host);
  try {
    return await new Promise((resolve) => {
      const begun = performance.now();
      connection.send(request, (status, answer) => {
        resolve({ ms: performance.now() - begun, status, bytes: request.length, answer });
      });
    });
  } finally {
    connection.close();
  }
}
