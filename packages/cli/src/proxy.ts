import process from 'node:process';
import type { Terminal } from './terminal.ts';

type Env = Terminal['env'];

/** Whether the server is asked through a proxy of the environment. */
export interface ProxySeen {
  /** Whether one is named that nobody asks through. */
  readonly isIdle: boolean;
  /** What there is, in words. The address is not repeated: it may hold a password. */
  readonly detail: string;
}

/**
 * Looks which proxy the environment names for a server, and whether this Node asks through it. Node does so only with
 * NODE_USE_ENV_PROXY=1, from 22.21 on and from 24.0 on.
 */
export function proxySeen(url: string, env: Env, { node, args } = thisNode): ProxySeen {
  const { protocol, host, hostname } = new URL(url);
  const name = protocol === 'https:' ? 'HTTPS_PROXY' : 'HTTP_PROXY';
  if (!read(env, name)) return { isIdle: false, detail: `no ${name} is set` };
  const exempt = (read(env, 'NO_PROXY') ?? '').split(/[\s,]+/).some((one) => covers(one, host, hostname));
  if (exempt) return { isIdle: false, detail: `NO_PROXY keeps ${host} out of ${name}` };
  const isAsked = env.NODE_USE_ENV_PROXY === '1' || `${args} ${env.NODE_OPTIONS ?? ''}`.includes('--use-env-proxy');
  if (isAsked && canProxy(node)) return { isIdle: false, detail: `the server is asked through ${name}` };
  const remedy = canProxy(node) ? '' : `, from Node 22.21 or 24.0 on, and this is ${node}`;
  return { isIdle: true, detail: `${name} is set and not used: it takes NODE_USE_ENV_PROXY=1${remedy}` };
}

const thisNode = { node: process.versions.node, args: process.execArgv.join(' ') };

const read = (env: Env, name: string): string | undefined => env[name.toLowerCase()] || env[name];

function covers(exempt: string, host: string, hostname: string): boolean {
  if (exempt === '*' || exempt === host || exempt === hostname) return true;
  const domain = exempt.replace(/^\*?\./, '.');
  return domain.startsWith('.') && (hostname.endsWith(domain) || host.endsWith(domain));
}

function canProxy(node: string): boolean {
  const [major = 0, minor = 0] = node.split('.').map(Number);
  return major >= 24 || (major === 22 && minor >= 21);
}
