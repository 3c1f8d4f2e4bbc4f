import { open, rename } from 'node:fs/promises';
import { codeIn, usage } from './failure.ts';

/**
 * Replaces a file as a whole: whoever reads it, even after a crash, finds the old text or the new.
 *
 * @throws Failure when it cannot be written.
 */
export async function writeWhole(file: string, text: string): Promise<void> {
  try {
    const beside = `${file}.writing`;
    const handle = await open(beside, 'w');
    try {
      await handle.writeFile(text);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(beside, file);
  } catch (error) {
    throw usage(`${file} cannot be written (${codeIn(error)}).`);
  }
}
