import { EXAMPLE, type ProblemPages } from './page.ts';

/** What is wrong with a request before the ledger looks at it. */
export const REQUEST_PAGES = {
  route_not_found: {
    happened: 'The path is not one of the API. Nothing was read and nothing was booked.',
    why: 'A path that we guessed at could carry money to the wrong place, so only the paths of the OpenAPI document are answered.',
    todo: [
      'Compare the path with the document at `/v1/openapi.json`: every operation stands under `/v1`, and the token endpoint stands at `/oauth2/token` without it.',
      'Look for a missing id, a doubled slash or a plural: `/v1/payments` exists, `/v1/payment` does not.',
    ],
    example: { instance: '/v1/payment', detail: 'no route /v1/payment' },
  },
  method_not_allowed: {
    happened: 'The path exists, but not with this method. The `Allow` header names the methods it takes.',
    why: 'A booked event is never changed or deleted, so there is no `PATCH` and no `DELETE`: a correction is a new event.',
    todo: [
      'Send one of the methods that `Allow` names.',
      'If you wanted to undo something, post its reversal, return or waiver instead.',
    ],
    example: { instance: '/v1/payments', detail: 'DELETE is not taken here, only POST' },
  },
  payload_too_large: {
    happened: 'The body has more bytes than the operation takes: 1 MiB, and 32 MiB for an accrual batch.',
    why: 'A body is held in memory until it is decided. A limit keeps one request from starving the others.',
    todo: [
      'Split an accrual batch: 100,000 loans fit into 32 MiB three times over, so look for white space or unknown fields first.',
      'Keep `metadata` below 2 KB. Store documents elsewhere and keep their reference here.',
    ],
    example: { instance: '/v1/payments', detail: 'the body has 1900544 bytes, at most 1048576 are taken' },
  },
  unsupported_media_type: {
    happened: 'The `Content-Type` of the request is not `application/json`.',
    why: 'A body that is read as something it was not written as can lose digits of an amount.',
    todo: [
      'Send `Content-Type: application/json` and a JSON body in UTF-8.',
      'Only the token endpoint takes a form: `application/x-www-form-urlencoded`.',
    ],
    example: { instance: '/v1/payments', detail: 'text/plain is not application/json' },
  },
  unauthorized: {
    happened:
      'The request has no bearer token, or its token does not hold: the signature, the issuer, the audience, the time or the `tenant_id` claim is wrong. The `WWW-Authenticate` header says which in a word.',
    why: 'Every row of the ledger belongs to a tenant, and only the token says which. We do not say more than a word about a token that fails, because the next caller may be guessing.',
    todo: [
      'Send `Authorization: Bearer <token>` with a token of `POST /oauth2/token`.',
      'Fetch a new token when the old one is an hour old; keep it until then rather than fetching one for each call.',
      'Check the clock of the machine that signs, and that `iss` and `aud` are those of this server, when your own issuer is configured.',
    ],
    example: { instance: '/v1/payments', detail: 'the token has expired' },
  },
  insufficient_scope: {
    happened: 'The token is good, but it was not granted the scope that the operation needs. `detail` names it.',
    why: 'A key that reads balances must not be able to move money. Scopes are checked before the body is read.',
    todo: [
      'Ask for the scope when you fetch the token: `scope=hpts:payments:write`.',
      'If the token endpoint refuses it, have an operator grant it to your client.',
    ],
    example: { instance: '/v1/payments', detail: 'the token lacks hpts:payments:write' },
  },
  self_approval: {
    happened: 'The client that asked for an adjustment tried to approve or reject it.',
    why: 'An adjustment can move money between any two accounts, so where the program demands two people the second must be another. The ledger knows a person by the client or subject of the token.',
    todo: [
      'Have somebody else decide it, with a token of their own that holds `hpts:adjustments:approve`.',
      'To take your own request back, let it be rejected by them; it has booked nothing so far.',
    ],
    example: {
      instance: `/v1/adjustments/${EXAMPLE.event}/approve`,
      detail: 'requested by client back-office, who asks to approve it',
    },
  },
  idempotency_key_required: {
    happened: 'A request that posts came without an `Idempotency-Key` header. Nothing was booked.',
    why: 'Networks lose answers. Without a key nobody can tell a second payment of 88,849 from the first one sent again, and a guess would book money twice or not at all.',
    todo: [
      'Derive the key from what happened, not from the attempt: `payment:loan_42:proc_txn_abc123`.',
      'Send the same key with the same body until you have an answer: 201 the first time, 200 with the same body after that.',
    ],
    example: { instance: '/v1/payments', detail: 'the header Idempotency-Key is missing' },
  },
  idempotency_key_invalid: {
    happened:
      'The `Idempotency-Key` is not 8 to 255 letters, digits and `. _ : -`, beginning with a letter or a digit.',
    why: 'Keys are kept for ever and compared byte by byte. A key with spaces or control characters would be changed by some proxy on the way, and then it would no longer match.',
    todo: [
      'Build the key as `event:resource:natural-key`, such as `accrual:prime:2026-05-01`.',
      'If the natural key has other characters, use its SHA-256 in hex: 64 characters.',
    ],
    example: { instance: '/v1/payments', detail: 'the key must match ^[A-Za-z0-9][A-Za-z0-9._:-]{7,254}$' },
  },
  malformed_json: {
    happened: 'The body could not be read as JSON at all.',
    why: 'Half a body is worse than none: a cut-off amount such as `"8884` would still look like money.',
    todo: [
      'Let a JSON library write the body; check for a trailing comma, single quotes or a cut-off end.',
      'Strings must be well-formed Unicode: neither NUL nor half a surrogate pair is taken.',
    ],
    example: { instance: '/v1/payments', detail: 'unexpected end of the body at byte 112' },
  },
  validation_failed: {
    happened:
      'The request is JSON, but not the JSON of this operation. `errors` points at each field that is wrong and says what it must be.',
    why: 'Nothing is read loosely where money is concerned: an unknown field may be a misspelt one, and an amount sent as a number may have lost digits already.',
    todo: [
      'Mend each field that `errors` points at; `pointer` is an RFC 6901 pointer into the request.',
      'Send amounts as strings of digits in minor units: 888.49 USD is `"88849"`, never `88849` and never `"888.49"`.',
      'Send days as `2026-05-01`, and drop fields that the OpenAPI document does not have.',
    ],
    example: {
      instance: '/v1/payments',
      detail: '/amount_minor must be a string of digits in minor units, without sign, point or leading zero',
      errors: [
        {
          pointer: '/amount_minor',
          code: 'invalid_format',
          detail: '/amount_minor must be a string of digits in minor units, without sign, point or leading zero',
        },
      ],
    },
  },
  page_token_invalid: {
    happened: 'The `page_token` was not issued for this question: it was edited, cut, or comes with other filters.',
    why: 'A token remembers the tenant, the filters and the place. With other filters the place means nothing, and entries would be skipped without anybody noticing.',
    todo: [
      'Send `next_page_token` exactly as it came, with the same filters and the same `order` as the page before.',
      'To change a filter, begin again without `page_token`.',
    ],
    example: {
      instance: `/v1/loans/${EXAMPLE.loan}/journal-entries`,
      detail: 'the token was issued for other filters',
    },
  },
  idempotency_key_reused: {
    happened:
      'The `Idempotency-Key` was used before, for another operation or with another body. The first request stands; this one booked nothing.',
    why: 'A key names one event. If it could name two, a retry could not tell which of them it repeats.',
    todo: [
      'See what the key was used for: `GET /v1/events?idempotency_key=…`.',
      'If both happened, give the second a key of its own.',
      'If you corrected a mistake, do not send the correction under the old key: reverse what was booked and post anew under a new key.',
      'White space and the order of fields do not count as a difference; values do, so keep time stamps and counters out of `metadata` when you retry.',
    ],
    example: {
      instance: '/v1/payments',
      detail: `the key names event ${EXAMPLE.event}, which was asked for with another body`,
    },
  },
} as const satisfies ProblemPages;
