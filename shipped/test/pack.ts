import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';

/** Where the packages lie as a user has them: packed, and unpacked into a `node_modules` beside a program of his. */

const ROOT = path.resolve(import.meta.dirname, '../..');

/** The room of a user, with the packages installed. */
export const HOME = path.resolve(import.meta.dirname, '../.packed');

/** The packages that the SDK is published with, those before that it needs. */
export const PACKAGES = ['core', 'sdk'] as const;

/** The folder of a package as it was published. */
export const unpacked = (name: (typeof PACKAGES)[number]): string => path.join(HOME, 'node_modules/@tallystick', name);

/** The file of a package as it was published. */
export const tarball = (name: (typeof PACKAGES)[number]): string => path.join(HOME, `tallystick-${name}-0.1.0.tgz`);

/** Builds and packs what is published, and installs it as a user would. Called once before all tests. */
export default function pack(): void {
  rmSync(HOME, { recursive: true, force: true });
  const { packageManager } = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8'));
  for (const name of PACKAGES) {
    const cwd = path.join(ROOT, 'packages', name);
    rmSync(path.join(cwd, 'dist'), { recursive: true, force: true });
    execFileSync(path.join(ROOT, 'node_modules/.bin/tsc'), ['-p', 'tsconfig.build.json'], { cwd });
    execFileSync('npx', ['-y', packageManager, 'pack', '--pack-destination', HOME], { cwd, stdio: 'ignore' });
    mkdirSync(unpacked(name), { recursive: true });
    execFileSync('tar', ['-xzf', tarball(name), '-C', unpacked(name), '--strip-components', '1']);
  }
  cpSync(path.join(import.meta.dirname, 'program'), HOME, { recursive: true });
}
