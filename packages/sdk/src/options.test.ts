import { afterEach, describe, expect, it, vi } from 'vitest';
import { type ClientOptions, settingsOf } from './options.ts';

afterEach(() => {
  vi.unstubAllEnvs();
  vi.unstubAllGlobals();
});

const baseUrl = 'https://ledger.example/v1';
const env = (values: Record<string, string>) => {
  for (const [name, value] of Object.entries(values)) vi.stubEnv(`TALLYSTICK_${name}`, value);
};
const credentialsOf = (options: ClientOptions) => settingsOf({ baseUrl, ...options } as ClientOptions).credentials;

describe('the environment', () => {
  it('stands in for everything', () => {
    env({ BASE_URL: baseUrl, CLIENT_ID: 'demo', CLIENT_SECRET: 'demo-secret', SCOPE: 'hpts:payments:write' });
    const { apiUrl, credentials } = settingsOf({});
    expect(apiUrl).toBe(baseUrl);
    expect(credentials).toEqual({
      clientId: 'demo',
      clientSecret: 'demo-secret',
      scope: 'hpts:payments:write',
      tokenUrl: 'https://ledger.example/oauth2/token',
    });
  });

  it.each([
    ['a token wins over credentials there', {}, { token: 'env-token' }],
    ['a passed token wins', { token: 'mine' }, { token: 'mine' }],
    [
      'passed credentials win over its token',
      { clientId: 'me', clientSecret: 's' },
      { clientId: 'me', clientSecret: 's' },
    ],
    ['a passed id is completed by its secret', { clientId: 'me' }, { clientId: 'me', clientSecret: 'env-secret' }],
  ])('%s', (_, options, expected) => {
    env({ TOKEN: 'env-token', CLIENT_ID: 'env-id', CLIENT_SECRET: 'env-secret' });
    expect(credentialsOf(options)).toMatchObject(expected);
  });

  it('may be absent, as in a Worker', () => {
    vi.stubGlobal('process', undefined);
    expect(credentialsOf({ token: 'mine' })).toEqual({ token: 'mine' });
  });

  it('may refuse to be read, as in Deno', () => {
    const guarded = new Proxy(
      {},
      {
        get: () => {
          throw new Error('NotCapable');
        },
      },
    );
    vi.stubGlobal('process', { env: guarded });
    expect(() => settingsOf({ baseUrl })).toThrow(/Credentials are missing/);
  });
});

describe('mistakes', () => {
  it('are told all at once', () => {
    expect(() =>
      settingsOf({ timeoutMs: 0, attemptTimeoutMs: Number.NaN, maxRetries: -1, tokenUrl: 'x', retryBudget: -1 }),
    ).toThrow(
      /baseUrl is missing.*Credentials are missing.*timeoutMs must.*attemptTimeoutMs must.*maxRetries must.*tokenUrl is.*retryBudget must/,
    );
  });

  it('of both kinds of credentials are refused', () => {
    const both = { token: 'mine', clientId: 'me' } as unknown as ClientOptions;
    expect(() => credentialsOf(both)).toThrow('Pass a token or client credentials, not both.');
  });

  it('in a token are told without the token, which fetch would repeat', () => {
    expect(() => credentialsOf({ token: 'hunter2\nX: y' })).toThrow(/^(?!.*hunter2).*characters that no token has/);
  });
});

it('takes no token endpoint from the environment: a secret must not follow a variable to another address', () => {
  env({ TOKEN_URL: 'https://elsewhere.example/token' });
  const { tokenUrl } = credentialsOf({ clientId: 'me', clientSecret: 's' }) as { tokenUrl: string };
  expect(tokenUrl).toBe('https://ledger.example/oauth2/token');
});

it('takes the token endpoint of an issuer beside the ledger', () => {
  const tokenUrl = 'https://auth.example.com/oauth2/token';
  expect(credentialsOf({ clientId: 'me', clientSecret: 's', tokenUrl })).toMatchObject({ tokenUrl });
});
