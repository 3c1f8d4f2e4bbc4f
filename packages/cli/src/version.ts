import { readFileSync } from 'node:fs';
import path from 'node:path';

/** The release, from the package itself: it lies beside `src` and `dist` alike. */
export function readVersion(): string {
  const manifest = JSON.parse(readFileSync(path.resolve(import.meta.dirname, '../package.json'), 'utf8'));
  return (manifest as { version: string }).version;
}
