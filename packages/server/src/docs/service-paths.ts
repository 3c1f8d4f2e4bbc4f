import { ALL_SCOPES } from '@tallystick/core/contract';
import type { Media, PathItem, Paths, Responses, Schema } from './document.ts';

/** The paths that are no procedures: tokens, the keys that verify them, and this document. */

const AT_THE_ROOT: NonNullable<PathItem['servers']> = [{ url: '/', description: 'The root of the server, not /v1.' }];

const json = (schema: Schema, example: unknown): Media => ({
  schema,
  examples: { example: { value: example } },
});

const tokenError = (status: string, description: string, codes: Record<string, string>): Responses => ({
  [status]: {
    description,
    content: {
      'application/json': {
        schema: { $ref: '#/components/schemas/TokenError' },
        examples: Object.fromEntries(
          Object.entries(codes).map(([error, description]) => [
            error,
            { value: description === '' ? { error } : { error, error_description: description } },
          ]),
        ),
      },
    },
  },
});

const TOKEN_PATH: PathItem = {
  servers: AT_THE_ROOT,
  post: {
    operationId: 'createToken',
    tags: ['Authentication'],
    summary: 'Get an access token',
    description:
      'Exchanges client credentials for a bearer token (RFC 6749, section 4.4). The credentials stand in the form or in an `Authorization: Basic` header, not in both. Needs no `Idempotency-Key`. Errors are those of RFC 6749, not problems. When an outside issuer is configured, this endpoint is switched off and tokens come from there.',
    security: [],
    requestBody: {
      required: true,
      description: 'A form, at most 8 KiB.',
      content: {
        'application/x-www-form-urlencoded': {
          schema: { $ref: '#/components/schemas/TokenRequest' },
          examples: {
            demo: {
              summary: "The demo tenant's client, on the loopback interface only",
              value: {
                grant_type: 'client_credentials',
                client_id: 'demo',
                client_secret: 'demo-secret',
                scope: 'hpts:payments:write hpts:balances:read hpts:ledger:read',
              },
            },
          },
        },
      },
    },
    responses: {
      200: {
        description: 'A token. It is not to be cached by anybody but the client.',
        headers: {
          'Cache-Control': { description: 'Always `no-store`.', schema: { type: 'string', enum: ['no-store'] } },
        },
        content: {
          'application/json': json(
            { $ref: '#/components/schemas/Token' },
            {
              access_token: 'eyJhbGciOiJFUzI1NiIsInR5cCI6ImF0K2p3dCJ9.e30.c2ln',
              token_type: 'Bearer',
              expires_in: 3600,
              scope: 'hpts:payments:write hpts:balances:read hpts:ledger:read',
            },
          ),
        },
      },
      ...tokenError('400', 'The request is malformed, asks for another grant, or for a scope that the client lacks.', {
        invalid_request: 'A parameter is given twice.',
        unsupported_grant_type: 'Only client_credentials is granted.',
        invalid_scope: 'A scope is unknown or not granted to this client.',
      }),
      ...tokenError('401', 'The client is unknown or its secret is wrong: the two are answered alike.', {
        invalid_client: 'The client or its secret is wrong.',
      }),
      ...tokenError('413', 'The form is longer than 8 KiB.', {
        invalid_request: 'The body must not exceed 8192 bytes.',
      }),
      ...tokenError('503', 'Clients cannot be looked up now.', { temporarily_unavailable: '' }),
    },
  },
};

const JWKS_PATH: PathItem = {
  servers: AT_THE_ROOT,
  get: {
    operationId: 'getJwks',
    tags: ['Authentication'],
    summary: 'The keys that verify tokens',
    description: 'The public keys of the built-in issuer (RFC 7517). Any service can check a token with them.',
    security: [],
    responses: {
      200: {
        description: 'The keys now in use, and those that tokens still alive were signed with.',
        content: {
          'application/json': json(
            { $ref: '#/components/schemas/JsonWebKeySet' },
            {
              keys: [
                {
                  kty: 'EC',
                  crv: 'P-256',
                  x: 'f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU',
                  y: 'x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0',
                  kid: '2026-01',
                  alg: 'ES256',
                  use: 'sig',
                },
              ],
            },
          ),
        },
      },
    },
  },
};

const METADATA_PATH: PathItem = {
  servers: AT_THE_ROOT,
  get: {
    operationId: 'getAuthorizationServerMetadata',
    tags: ['Authentication'],
    summary: 'What the built-in issuer can do',
    description: 'Names the token endpoint and the keys (RFC 8414), so that a client needs one address only.',
    security: [],
    responses: {
      200: {
        description: 'The metadata.',
        content: {
          'application/json': json(
            {
              type: 'object',
              properties: {
                issuer: { type: 'string' },
                token_endpoint: { type: 'string' },
                jwks_uri: { type: 'string' },
                scopes_supported: { type: 'array', items: { type: 'string' } },
              },
              required: ['issuer', 'token_endpoint', 'jwks_uri'],
            },
            {
              issuer: 'http://127.0.0.1:8080',
              token_endpoint: 'http://127.0.0.1:8080/oauth2/token',
              jwks_uri: 'http://127.0.0.1:8080/.well-known/jwks.json',
              scopes_supported: ALL_SCOPES,
            },
          ),
        },
      },
    },
  },
};

const DOCUMENT_PATH: PathItem = {
  get: {
    operationId: 'getOpenApiDocument',
    tags: ['Document'],
    summary: 'This document',
    description: 'The API as OpenAPI 3.1, generated from the contract that the server itself runs on. Needs no token.',
    security: [],
    responses: {
      200: {
        description: 'The document.',
        headers: { ETag: { description: 'Changes when the document does.', schema: { type: 'string' } } },
        content: {
          'application/json': json({ type: 'object' }, { openapi: '3.1.1', info: { title: 'Tallystick' } }),
        },
      },
      304: { description: 'The document is still the one whose ETag was sent in `If-None-Match`.' },
    },
  },
};

/** The paths beside the contract: those of the built-in issuer, which stand at the root, and the document. */
export const SERVICE_PATHS: Paths = {
  '/oauth2/token': TOKEN_PATH,
  '/.well-known/jwks.json': JWKS_PATH,
  '/.well-known/oauth-authorization-server': METADATA_PATH,
  '/openapi.json': DOCUMENT_PATH,
};

/** The schemas of those paths. */
export const SERVICE_SCHEMAS: Readonly<Record<string, Schema>> = {
  TokenRequest: {
    type: 'object',
    description: 'Client credentials, as a form.',
    properties: {
      grant_type: { type: 'string', enum: ['client_credentials'] },
      client_id: { type: 'string', description: 'Left out when it stands in an `Authorization: Basic` header.' },
      client_secret: { type: 'string', format: 'password', description: 'Left out for the same reason.' },
      scope: { type: 'string', description: "Scopes, separated by blanks. Default: all of the client's." },
    },
    required: ['grant_type'],
  },
  Token: {
    type: 'object',
    description: 'A bearer token.',
    properties: {
      access_token: { type: 'string', description: 'The JWT to send as `Authorization: Bearer`.' },
      token_type: { type: 'string', enum: ['Bearer'] },
      expires_in: { type: 'integer', description: 'Seconds until it expires: 3600.' },
      scope: { type: 'string', description: 'The scopes that were granted.' },
    },
    required: ['access_token', 'token_type', 'expires_in'],
  },
  TokenError: {
    type: 'object',
    description: 'Why no token was given (RFC 6749, section 5.2).',
    properties: {
      error: {
        type: 'string',
        enum: [
          'invalid_request',
          'invalid_client',
          'unsupported_grant_type',
          'invalid_scope',
          'temporarily_unavailable',
        ],
      },
      error_description: { type: 'string' },
    },
    required: ['error'],
  },
  JsonWebKeySet: {
    type: 'object',
    description: 'Public keys (RFC 7517).',
    properties: {
      keys: {
        type: 'array',
        items: {
          type: 'object',
          properties: {
            kty: { type: 'string' },
            crv: { type: 'string' },
            x: { type: 'string' },
            y: { type: 'string' },
            kid: { type: 'string' },
            alg: { type: 'string', enum: ['ES256'] },
            use: { type: 'string', enum: ['sig'] },
          },
          required: ['kty', 'kid', 'alg'],
        },
      },
    },
    required: ['keys'],
  },
};
