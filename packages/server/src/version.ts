import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** The release that runs, from the package itself, so from `src` and from `dist` alike. */
export function readVersion(): string {
  const manifest = JSON.parse(readFileSync(path.resolve(import.meta.dirname, '../package.json'), 'utf8'));
  return (manifest as { version: string }).version;
}

/** The commit that runs, in seven digits: what the build said, or what the checkout is at, or `unknown`. */
export function readGitSha(built: string | undefined): string {
  if (built !== undefined && built !== '') return built.slice(0, 7);
  const git = path.resolve(import.meta.dirname, '../../../.git');
  try {
    const head = readFileSync(path.join(git, 'HEAD'), 'utf8').trim();
    if (!head.startsWith('ref: ')) return head.slice(0, 7);
    const ref = head.slice('ref: '.length);
    const loose = path.join(git, ref);
    if (existsSync(loose)) return readFileSync(loose, 'utf8').slice(0, 7);
    const packed = readFileSync(path.join(git, 'packed-refs'), 'utf8').split('\n');
    return packed.find((line) => line.endsWith(` ${ref}`))?.slice(0, 7) ?? 'unknown';
  } catch {
    return 'unknown'; // not a checkout
  }
}
