import type { Logger } from 'pino';
import { isDefect, loggableMessage } from '../procedures/problem.ts';
import { describeFailure } from '../store/failure.ts';
import type { Exchange } from './exchange.ts';

/** What is told of a request that was turned away before it became an exchange. */
export type TurnedAway = Pick<Exchange, 'trace' | 'principal' | 'legacyId'> & { readonly code: string };

/** Writes one line for each request: what was asked, how it went, how long it took, whose it is. Never a body. */
export type RequestLog = (
  exchange: Exchange | TurnedAway,
  route: string,
  method: string,
  status: number,
  ms: number,
) => void;

/** The request log over pino. A failure of ours is described by codes and by where it happened, not by its message. */
export function createRequestLog(logger: Logger): RequestLog {
  return (exchange, route, method, status, ms) => {
    const line = {
      method,
      route,
      status,
      ms: Math.round(ms * 10) / 10,
      trace_id: exchange.trace.traceId,
      request_id: exchange.trace.spanId,
      ...(exchange.principal === undefined ? {} : { tenant_id: exchange.principal.tenantId }),
      ...(exchange.legacyId === undefined ? {} : { x_trace_id: exchange.legacyId }),
    };
    if ('code' in exchange) logger.warn({ ...line, code: exchange.code });
    else if (status < 500) logger.info(line);
    else logger.error({ ...line, ...failureOf(exchange) });
  };
}

function failureOf(exchange: Exchange): object {
  const { failure } = exchange;
  if (failure === undefined) return {};
  const problem = exchange.problemOf(failure);
  const described = { code: problem.code, failure: describeFailure(failure) };
  if (!isDefect(problem)) return described;
  return { ...described, message: loggableMessage(failure), at: framesOf(failure) };
}

/** The frames of a stack without its first lines, which repeat the message. */
function framesOf(error: unknown): string[] {
  if (!(error instanceof Error)) return [];
  return (error.stack ?? '')
    .split('\n')
    .filter((line) => line.startsWith('    at '))
    .slice(0, 8)
    .map((line) => line.trim());
}
