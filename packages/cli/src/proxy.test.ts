import { expect, it } from 'vitest';
import { proxySeen } from './proxy.ts';

/** A proxy that is set and not used is the reason for a server that cannot be reached: it is told, and by no secret. */

const HTTPS = { HTTPS_PROXY: 'http://user:hunter2@proxy:3128' };
const USED = { ...HTTPS, NODE_USE_ENV_PROXY: '1' };

it.each([
  ['none', {}, '24.0.0', '', false, 'no HTTPS_PROXY is set'],
  ['one for http alone', { HTTP_PROXY: 'http://proxy' }, '24.0.0', '', false, 'no HTTPS_PROXY is set'],
  ['one that is used', USED, '24.0.0', '', false, 'the server is asked through HTTPS_PROXY'],
  ['one that is used from 22.21 on', USED, '22.21.0', '', false, 'the server is asked through HTTPS_PROXY'],
  ['one that is used by a flag', HTTPS, '26.1.0', '--use-env-proxy', false, 'the server is asked through HTTPS_PROXY'],
  [
    'one that is not used',
    { https_proxy: 'http://proxy' },
    '24.0.0',
    '',
    true,
    'HTTPS_PROXY is set and not used: it takes NODE_USE_ENV_PROXY=1',
  ],
  [
    'one that this Node cannot use',
    USED,
    '20.20.2',
    '',
    true,
    'HTTPS_PROXY is set and not used: it takes NODE_USE_ENV_PROXY=1, from Node 22.21 or 24.0 on, and this is 20.20.2',
  ],
  [
    'one that is not for this server',
    { ...HTTPS, NO_PROXY: 'localhost, ledger.example' },
    '24.0.0',
    '',
    false,
    'NO_PROXY keeps ledger.example out of HTTPS_PROXY',
  ],
  [
    'one that is not for its domain',
    { ...HTTPS, no_proxy: '.example' },
    '24.0.0',
    '',
    false,
    'NO_PROXY keeps ledger.example out of HTTPS_PROXY',
  ],
  [
    'one that is for no server',
    { ...HTTPS, NO_PROXY: '*' },
    '24.0.0',
    '',
    false,
    'NO_PROXY keeps ledger.example out of HTTPS_PROXY',
  ],
])('sees %s', (_, env, node, args, isIdle, detail) => {
  expect(proxySeen('https://ledger.example', env, { node, args })).toEqual({ isIdle, detail });
});
