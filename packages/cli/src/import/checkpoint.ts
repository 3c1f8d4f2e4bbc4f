import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { unreadable } from '../csv-rows.ts';
import { codeIn, usage } from '../failure.ts';
import { writeWhole } from '../whole-file.ts';

/** How far the import of a file is. It lies beside the file, so that the same command goes on where it was cut short. */
export interface Checkpoint {
  /** The digest of the file: the keys of its lines are made of it. */
  readonly file_sha256: string;
  readonly kind: string;
  /** Every line up to this one is done with. */
  readonly line: number;
  readonly booked: number;
  /** Answered as they were booked before, under the same key. */
  readonly already_booked: number;
  readonly refused: number;
  /** How long the error file was then: what is behind that belongs to lines that are sent again. */
  readonly error_bytes: number;
}

/** The digest of a file's bytes, in hexadecimal. */
export async function digestOf(file: string): Promise<string> {
  const hash = createHash('sha256');
  try {
    for await (const chunk of createReadStream(file)) hash.update(chunk);
  } catch (error) {
    throw unreadable(file, error);
  }
  return hash.digest('hex');
}

/**
 * Where to go on with a file: at its checkpoint, or at its first line where there is none.
 *
 * @throws Failure when the checkpoint is of another file or kind. A file that was changed has other keys, and its lines
 *   would be booked once more.
 */
export async function resumedFrom(at: string, digest: string, kind: string): Promise<Checkpoint> {
  const text = await readFile(at, 'utf8').catch((error: unknown) => {
    if (codeIn(error) === 'ENOENT') return undefined;
    throw unreadable(at, error);
  });
  if (text === undefined) return begun(digest, kind);
  const checkpoint = parsed(text);
  if (checkpoint?.file_sha256 === digest && checkpoint.kind === kind) return checkpoint;
  throw usage(
    `The file is not what it was when its import began, or was not imported as ${kind}: see ${at}. Lines without a key of their own would be booked once more. Import what is to be mended from the error file, as a file of its own, or say --anew.`,
  );
}

/** The checkpoint of a file of which nothing is done. */
export const begun = (digest: string, kind: string): Checkpoint => ({
  file_sha256: digest,
  kind,
  line: 0,
  booked: 0,
  already_booked: 0,
  refused: 0,
  error_bytes: 0,
});

/** Keeps a checkpoint. */
export const writeCheckpoint = (at: string, checkpoint: Checkpoint): Promise<void> =>
  writeWhole(at, `${JSON.stringify(checkpoint)}\n`);

function parsed(text: string): Checkpoint | undefined {
  try {
    return JSON.parse(text) as Checkpoint;
  } catch {
    return undefined;
  }
}
