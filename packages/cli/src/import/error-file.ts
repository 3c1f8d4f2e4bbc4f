import { type FileHandle, open, rm } from 'node:fs/promises';
import { codeIn, usage } from '../failure.ts';

/** A file of the lines that were not booked: a JSON object a line, with what was wrong and the request to mend. */
export interface ErrorFile {
  /** How long it is by now. */
  readonly bytes: number;
  readonly write: (entry: object) => Promise<void>;
  /** Closes it; where it is empty, takes it away. */
  readonly close: () => Promise<void>;
}

/** Opens an error file, and keeps of an earlier one as many bytes as were written when its import was last kept. */
export async function openErrorFile(file: string, keep: number): Promise<ErrorFile> {
  const handle = await opened(file);
  await handle.truncate(keep);
  let bytes = keep;
  return {
    get bytes() {
      return bytes;
    },
    async write(entry) {
      const { bytesWritten } = await handle.write(`${JSON.stringify(entry)}\n`, bytes);
      bytes += bytesWritten;
    },
    async close() {
      await handle.close();
      if (bytes === 0) await rm(file);
    },
  };
}

async function opened(file: string): Promise<FileHandle> {
  try {
    return await open(file, 'a').then(async (created) => {
      await created.close();
      return open(file, 'r+');
    });
  } catch (error) {
    throw usage(`${file} cannot be written (${codeIn(error)}).`);
  }
}
