import { stat } from 'node:fs/promises';
import { type EventKind, idempotencyKey } from '@tallystick/sdk';
import type { JsonObject } from '../arguments.ts';
import { openText } from '../csv-rows.ts';
import { EXIT } from '../exit.ts';
import { Failure, type FailureDetails } from '../failure.ts';
import { failureOf } from '../failure-of.ts';
import { begun, type Checkpoint, digestOf, resumedFrom, writeCheckpoint } from './checkpoint.ts';
import { openErrorFile } from './error-file.ts';
import { type ImportFormat, type ImportLine, importLines } from './import-lines.ts';
import { type ImportRequest, requestReader } from './import-request.ts';
import { inOrder } from './in-order.ts';

/** What is imported, and how. */
export interface ImportPlan {
  readonly file: string;
  readonly format: ImportFormat;
  readonly kind: EventKind;
  /** How many lines are under way at once. */
  readonly concurrency: number;
  readonly errors: string;
  /** Where the checkpoint lies; none of a trial, which sends nothing and so has nothing to resume. */
  readonly checkpoint?: string | undefined;
  /** Begins with the first line, whatever the checkpoint says. */
  readonly anew: boolean;
}

/** Sends a request, and answers whether it was booked by it or before. */
export type Send = (request: ImportRequest) => Promise<{ readonly isReplay: boolean }>;

/** How it is watched and stopped. */
export interface ImportWatch {
  /** Called as each line is done, with the part of the file that is read. */
  readonly step: (part: number) => void;
  readonly isStopped: () => boolean;
}

/** What became of a file: the counts over all runs, and how many lines this run found done. */
export interface Imported extends Checkpoint {
  readonly skipped: number;
}

/** What became of a line. What is not booked is written into the error file. */
interface Outcome {
  readonly line: number;
  readonly result: 'booked' | 'already_booked' | 'refused';
  readonly entry?: object;
}

/** Digits of the file's digest in the key of a line: 128 bits tell any two files apart. */
const DIGEST_LENGTH = 32;

/** Milliseconds between two checkpoints: what a crash makes a later run send again, to be told that it is booked. */
const KEEP_EVERY = 1_000;

/**
 * Imports a file line by line. A line is booked under its own `idempotency_key`, or one that is made of the file's
 * digest and its place, so that the same file is booked once however often it is imported. Lines that are wrong or
 * refused go into the error file, and the others go on.
 *
 * @throws Failure when the ledger is out of reach, refuses the caller, or the import is stopped: what is done is kept,
 *   and the same call goes on from there.
 */
export async function importFile(plan: ImportPlan, send: Send, { step, isStopped }: ImportWatch): Promise<Imported> {
  const { file, format, kind, checkpoint } = plan;
  const digest = await digestOf(file);
  const isFresh = plan.anew || checkpoint === undefined;
  const from = isFresh ? begun(digest, kind) : await resumedFrom(checkpoint, digest, kind);
  const { size } = await stat(file);
  const errors = await openErrorFile(plan.errors, from.error_bytes);
  const source = openText(file);
  const keep = async () => checkpoint !== undefined && writeCheckpoint(checkpoint, at);
  let [at, keptAt, skipped, isCut] = [from, performance.now(), 0, false];
  async function* lines(): AsyncGenerator<ImportLine, void, undefined> {
    for await (const line of importLines(source, format)) {
      isCut = isStopped();
      if (isCut) return;
      if (line.line > from.line) yield line;
      else skipped += 1;
    }
  }
  try {
    for await (const { line, result, entry } of inOrder(lines(), plan.concurrency, carrier(plan, digest, send))) {
      if (entry !== undefined) await errors.write(entry);
      at = { ...at, line, [result]: at[result] + 1, error_bytes: errors.bytes };
      step(source.bytesRead / size);
      if (performance.now() - keptAt < KEEP_EVERY) continue;
      keptAt = performance.now();
      await keep();
    }
  } finally {
    await keep();
    await errors.close();
  }
  if (isCut) throw stoppedAfter(at.line);
  return { ...at, skipped };
}

/** Makes what carries a line from the file into the books, or says why it did not. */
function carrier({ kind, format }: ImportPlan, digest: string, send: Send): (line: ImportLine) => Promise<Outcome> {
  const read = requestReader(kind);
  return async ({ line, fields, mistake }) => {
    if (fields === undefined) return refused({ line, code: 'malformed_line', detail: mistake });
    const key = keyOf(fields) ?? idempotencyKey('import', kind, digest.slice(0, DIGEST_LENGTH), String(line));
    const request = read(fields, key, format === 'csv');
    const mended = { ...fields, idempotency_key: key };
    if (!('path' in request)) {
      const [{ pointer, detail }] = request as readonly [{ pointer: string; detail: string }];
      return refused({
        line,
        code: 'validation_failed',
        detail: `${pointer} ${detail}`,
        errors: request,
        request: mended,
      });
    }
    try {
      const { isReplay } = await send(request);
      return { line, result: isReplay ? 'already_booked' : 'booked' };
    } catch (error) {
      const failure = failureOf(error);
      if (!ofTheLine.includes(failure.exitCode)) throw stoppedAt(line, failure.under(key));
      const { code, message, details } = failure;
      return refused({ line, code, detail: message, ...details, request: mended });
    }
  };
}

/** How a request ends that another line's may not end with. */
const ofTheLine: readonly number[] = [EXIT.refused, EXIT.notFound];

const keyOf = ({ idempotency_key: key }: JsonObject): string | undefined =>
  key === undefined ? undefined : String(key);

/** A line as the error file has it. */
interface Refused extends Omit<FailureDetails, 'errors'> {
  readonly line: number;
  readonly code: string;
  readonly detail: string;
  readonly errors?: readonly object[];
  /** The line with the key that it had: mended, it can be sent under the same one. */
  readonly request?: JsonObject;
}

const refused = (entry: Refused): Outcome => ({ line: entry.line, result: 'refused', entry });

const stoppedAt = (line: number, { code, exitCode, message, details, hints }: Failure): Failure =>
  new Failure(code, exitCode, `Line ${line}: ${message} Give the same command again to go on.`, details, hints);

const stoppedAfter = (line: number): Failure =>
  new Failure('interrupted', EXIT.failed, `Stopped after line ${line}. Give the same command again to go on.`, {
    retryable: true,
  });
