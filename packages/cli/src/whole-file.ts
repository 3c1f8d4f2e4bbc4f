import { open, rename } from 'node:fs/promises';

/** Replaces a file as a whole: whoever reads it, even after a crash, finds the old text or the new. */
export async function writeWhole(file: string, text: string): Promise<void> {
  const beside = `${file}.writing`;
  const handle = await open(beside, 'w');
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(beside, file);
}
