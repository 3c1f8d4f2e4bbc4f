import { readFile } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { codeIn, usage } from './failure.ts';
import { type Field, partOf } from './field.ts';

/**
 * A request that is too long for the prompt: a file with its JSON, in the API's own shape, or `-` for stdin. The shape is
 * the ledger's to judge; it names each mistake by its place.
 */
export function jsonFile<T extends object>(about: string): Field<T> {
  const part = partOf('<file>', `${about}: JSON as the API takes it, or - for stdin`);
  return { parts: [part], read: async (given) => objectIn<T>(String(given.of(part)), given.stdin) };
}

/**
 * Reads a JSON object from a file, or from stdin for `-`.
 *
 * @throws Failure when it cannot be read, or holds something else.
 */
export async function objectIn<T extends object>(file: string, stdin: Readable): Promise<T> {
  const name = file === '-' ? 'stdin' : file;
  const text = await (file === '-' ? textOf(stdin) : readFile(file, 'utf8')).catch((error: unknown) => {
    throw usage(`${name} cannot be read (${codeIn(error)}).`);
  });
  const value = parsed(text, name);
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as T;
  throw usage(`${name} must hold a JSON object, as the API takes it.`);
}

function parsed(text: string, name: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw usage(`${name} holds no JSON: ${(error as Error).message}`);
  }
}

async function textOf(stdin: Readable): Promise<string> {
  let text = '';
  for await (const chunk of stdin.setEncoding('utf8')) text += chunk;
  return text;
}
