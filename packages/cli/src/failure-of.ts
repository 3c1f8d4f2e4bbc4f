import type { ProblemCode } from '@tallystick/sdk';
import { EXIT, type ExitCode } from './exit.ts';
import { codeIn, Failure, type FailureDetails, usage } from './failure.ts';

/**
 * Translates whatever a command threw into why it failed. Errors of the server and the SDK are told by their names,
 * since importing their classes would load both for a command that needs neither.
 */
export function failureOf(error: unknown): Failure {
  if (error instanceof Failure) return error;
  if (!(error instanceof Error)) return new Failure('internal', EXIT.failed, `A defect: ${String(error)}.`);
  return (byName[error.name] ?? defect)(error);
}

type Translation = (error: Error) => Failure;

const byName: Readonly<Record<string, Translation>> = {
  CommanderError: (error) => usage(error.message.replace(/^error: /, '').replace(/\n\((.*)\)$/, ' ($1)')),
  ConfigurationError(error) {
    const { mistakes } = error as Error & { mistakes: readonly string[] };
    const sentence =
      mistakes.length === 1 ? 'The configuration is wrong.' : `The configuration has ${mistakes.length} mistakes.`;
    return new Failure('configuration', EXIT.configuration, sentence, { mistakes });
  },
  DatabaseUnavailable: (error) => new Failure('database_unavailable', EXIT.failed, error.message),
  AccessError(error) {
    const { code } = error as Error & { code: string };
    return new Failure(code, ACCESS_EXITS[code] ?? EXIT.refused, error.message);
  },
  ProblemError: problem,
  OutcomeUnknownError: (error) =>
    new Failure('outcome_unknown', EXIT.outcomeUnknown, error.message, { retryable: true }),
  UnreachableError: (error) => new Failure('unreachable', EXIT.failed, error.message),
};

/** How an operator's refused request ends; what is not here is refused by the state of things. */
const ACCESS_EXITS: Readonly<Record<string, ExitCode>> = {
  tenant_unknown: EXIT.notFound,
  client_unknown: EXIT.notFound,
  tenant_name_invalid: EXIT.usage,
  scope_unknown: EXIT.usage,
};

interface ProblemShape extends Error {
  readonly code: string;
  readonly status: number;
  readonly detail: string | undefined;
  readonly errors: NonNullable<FailureDetails['errors']>;
  readonly traceId: string | undefined;
  readonly retryable: boolean;
  readonly type: string | undefined;
}

function problem(error: Error): Failure {
  const { code, status, detail, errors, traceId, retryable, type, message } = error as ProblemShape;
  const trace = traceId === undefined ? {} : { trace_id: traceId };
  const items = errors.length === 0 ? {} : { errors };
  const page = type === undefined ? {} : { type };
  const quoted = [{ code, detail }, ...errors].some(quotesAmounts);
  const hints = quoted ? ['amounts above are in minor units'] : [];
  const details = { status, retryable, ...items, ...page, ...trace };
  return new Failure(code, exitOfProblem(code, status), message, details, hints);
}

/** The refusals whose sentence quotes amounts, always or at times. The ledger quotes them in minor units. */
const QUOTING: readonly string[] = [
  'accrual_duplicate',
  'allocation_exceeds_owed',
  'already_returned',
  'amount_overflow',
  'chargeoff_exceeds_owed',
  'control_total_mismatch',
  'custom_allocation_mismatch',
  'implausible_interest',
  'insufficient_suspense',
  'loan_state_forbids',
  'no_claim_to_recover',
  'nothing_to_charge_off',
  'principal_mismatch',
  'receipt_exceeded',
  'restructure_exceeds_owed',
  'return_exceeds_payment',
  'suspense_on_hold',
  'unbalanced_adjustment',
  'waiver_exceeds_fee',
  'would_go_negative',
] satisfies ProblemCode[];

/** Whether a refusal quotes an amount: it is one of those, and a whole number stands by itself in its sentence. */
const quotesAmounts = ({
  code,
  detail = '',
}: {
  readonly code: string;
  readonly detail?: string | undefined;
}): boolean => QUOTING.includes(code) && /(?:^|\s)-?\d+(?=[\s,:]|$)/.test(detail);

/** How a command ends that a server refused. */
export function exitOfProblem(code: string, status: number): ExitCode {
  if (code === 'outcome_unknown') return EXIT.outcomeUnknown;
  // Not the ledger's own word: a proxy, or another program altogether, answered in its place.
  if (code.startsWith('http_') || code === 'route_not_found') return EXIT.failed;
  if (status === 401 || status === 403) return EXIT.auth;
  if (status === 404) return EXIT.notFound;
  return status >= 400 && status < 500 && status !== 429 ? EXIT.refused : EXIT.failed;
}

/**
 * An error that nobody foresaw. Only the deepest cause is quoted: a failed query's own message holds its values, and a
 * secret may be among them.
 */
function defect(error: Error): Failure {
  let deepest = error;
  for (let depth = 0; depth < 8 && deepest.cause instanceof Error; depth += 1) deepest = deepest.cause;
  const code = codeIn(error);
  const words = `${deepest.name}: ${deepest.message}`.replace(/\.$/, '');
  return new Failure(
    'internal',
    EXIT.failed,
    `Something nobody foresaw: ${words}${code === undefined ? '' : ` (${code})`}.`,
  );
}
