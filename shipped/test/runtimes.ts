import { createRequire } from 'node:module';
import path from 'node:path';
import process from 'node:process';

/** The programs that run JavaScript here, each a file of a package of the npm registry for this platform. */

const require = createRequire(import.meta.url);
const platform = `${process.platform}-${process.arch}`;

const FILES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'Node 20': {
    'linux-x64': 'node-20-linux-x64/bin/node',
    'linux-arm64': 'node-20-linux-arm64/bin/node',
    'darwin-x64': 'node-20-darwin-x64/bin/node',
    'darwin-arm64': 'node-20-darwin-arm64/bin/node',
  },
  Deno: {
    'linux-x64': '@deno/linux-x64-glibc/deno',
    'linux-arm64': '@deno/linux-arm64-glibc/deno',
    'darwin-x64': '@deno/darwin-x64/deno',
    'darwin-arm64': '@deno/darwin-arm64/deno',
  },
  Bun: {
    'linux-x64': '@oven/bun-linux-x64/bin/bun',
    'linux-arm64': '@oven/bun-linux-aarch64/bin/bun',
    'darwin-x64': '@oven/bun-darwin-x64/bin/bun',
    'darwin-arm64': '@oven/bun-darwin-aarch64/bin/bun',
  },
  workerd: {
    'linux-x64': '@cloudflare/workerd-linux-64/bin/workerd',
    'linux-arm64': '@cloudflare/workerd-linux-arm64/bin/workerd',
    'darwin-x64': '@cloudflare/workerd-darwin-64/bin/workerd',
    'darwin-arm64': '@cloudflare/workerd-darwin-arm64/bin/workerd',
  },
};

/** The program of a runtime by its name. @throws Error where its package is not installed. */
export function program(runtime: 'Node 20' | 'Deno' | 'Bun' | 'workerd'): string {
  const file = FILES[runtime]![platform]!;
  const name = file
    .split('/')
    .slice(0, file.startsWith('@') ? 2 : 1)
    .join('/');
  return path.join(path.dirname(require.resolve(`${name}/package.json`)), file.slice(name.length));
}
