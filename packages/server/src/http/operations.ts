import { type AnyContractProcedure, isContractProcedure } from '@orpc/contract';
import { type AnyProcedure, createProcedureClient } from '@orpc/server';
import { BODY_LIMIT, contract, type OperationMeta } from '@tallystick/core/contract';
import type { Context } from '../procedures/context.ts';
import { router } from '../procedures/index.ts';

/** One operation of the contract as the wire needs it: where it is, what it asks for, and how it is called. */
export interface Operation {
  /** `payments.create`: its path in the contract, and so in typed RPC. */
  readonly name: string;
  readonly method: 'GET' | 'POST' | 'PUT';
  /** The path under /v1 as Hono writes it: `/loans/:loan_id/balance`. */
  readonly path: string;
  readonly meta: OperationMeta;
  readonly bodyLimit: number;
  readonly call: (input: unknown, context: Context) => Promise<DetailedOutput>;
}

/** What a procedure answers: the REST facade sends it as it stands. */
export interface DetailedOutput {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string | undefined>>;
  readonly body: unknown;
}

/** Every operation, read off the contract, so that a route cannot be forgotten or differ from its description. */
export const OPERATIONS: readonly Operation[] = collect(contract, router as unknown as Tree, []);

interface Tree {
  readonly [name: string]: Tree | AnyProcedure;
}

function collect(node: object, procedures: Tree | AnyProcedure, path: readonly string[]): Operation[] {
  if (isContractProcedure(node)) return [operationOf(node, procedures as AnyProcedure, path)];
  return Object.entries(node).flatMap(([name, child]) => collect(child, (procedures as Tree)[name]!, [...path, name]));
}

function operationOf(described: AnyContractProcedure, procedure: AnyProcedure, path: readonly string[]): Operation {
  const { meta, route } = described['~orpc'];
  const client = createProcedureClient(procedure, { path: [...path], context: (context: Context) => context });
  return {
    name: path.join('.'),
    method: route.method as Operation['method'],
    path: route.path!.replaceAll(/\{(\w+)\}/g, ':$1'),
    meta: meta as OperationMeta,
    bodyLimit: (meta as OperationMeta).bodyLimit ?? BODY_LIMIT,
    call: (input, context) => client(input as never, { context }) as Promise<DetailedOutput>,
  };
}
