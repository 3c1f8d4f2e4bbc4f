import { contract } from '@tallystick/core/contract';
import { type AskedPost, acts, type Issue, mismatch } from '@tallystick/core/wire';
import { accruals } from './accruals.ts';
import { adjustments } from './adjustments.ts';
import { accounts, mapAccount, programs, putProgram } from './configuration.ts';
import { Failed } from './failed.ts';
import { books } from './general-ledger.ts';
import { events, journalEntries } from './journals.ts';
import { loans } from './loans.ts';
import type { AnyAct, Tenant } from './tenant.ts';

/** What an operation answers: its status, and its body as the text that it is. */
export interface Output {
  readonly status: 200 | 201;
  readonly text: string;
  readonly replayed?: boolean;
}

/** One operation of the contract: where it is, and how it is carried out for somebody. */
export interface Operation {
  readonly name: string;
  readonly method: string;
  /** The parts of its path, parameters in braces. */
  readonly path: readonly string[];
  /** @throws Failed for a problem. */
  carryOut(tenant: Tenant, input: object, actor: string): Output;
}

const health = {
  live: () => ({ status: 'ok', version: 'fake', git_sha: 'fake' }),
  ready: () => ({ status: 'ok' }),
};

type Answering = (tenant: Tenant, asked: never) => object;

/** What is answered without posting, by noun and verb. */
const READS: Readonly<Record<string, Readonly<Record<string, Answering>>>> = {
  health,
  loans,
  accruals,
  adjustments,
  programs,
  accounts: { ...accounts, map: mapAccount },
  journalEntries,
  books,
  events,
};

const POSTS = acts as unknown as Readonly<Record<string, Readonly<Record<string, AnyAct>>>>;

/** Every operation, read off the contract. */
export const OPERATIONS: readonly Operation[] = Object.entries(contract).flatMap(([noun, verbs]) =>
  Object.entries(verbs).map(([verb, described]) => {
    const { route, inputSchema } = described['~orpc'];
    const name = `${noun}.${verb}`;
    const answer = answering(noun, verb);
    return {
      name,
      method: route.method!,
      path: route.path!.split('/'),
      carryOut: (tenant, input, actor) => answer(tenant, read(inputSchema, input), actor),
    } satisfies Operation;
  }),
);

/** A schema of the contract, as far as it is needed to read an input. */
type Schema =
  | {
      safeParse(
        input: object,
      ): { success: true; data: unknown } | { success: false; error: { issues: readonly Issue[] } };
    }
  | undefined;

/** Reads an input as the contract describes it. @throws Failed where it does not match. */
function read(schema: unknown, input: object): unknown {
  const result = (schema as Schema)?.safeParse(input) ?? { success: true as const, data: input };
  if (!result.success) throw new Failed(mismatch(result.error.issues));
  return result.data;
}

function answering(noun: string, verb: string): (tenant: Tenant, asked: unknown, actor: string) => Output {
  const name = `${noun}.${verb}`;
  if (name === 'programs.put') {
    return (tenant, asked) => {
      const { body, isNew } = putProgram(tenant, asked as never);
      return { status: isNew ? 201 : 200, text: JSON.stringify(body) };
    };
  }
  const act = POSTS[noun]?.[verb];
  if (act === undefined) {
    const answer = READS[noun]![verb]!;
    return (tenant, asked) => ({ status: 200, text: JSON.stringify(answer(tenant, asked as never)) });
  }
  return (tenant, asked, actor) => {
    const { ending, response } = tenant.post(name, act, asked as AskedPost, actor);
    return { status: ending === 'booked' ? 201 : 200, text: response, replayed: ending === 'replayed' };
  };
}
