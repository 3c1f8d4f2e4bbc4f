/** Why an operator's request about tenants and clients was refused. */
export type AccessErrorCode =
  | 'tenant_unknown'
  | 'tenant_exists'
  | 'tenant_name_invalid'
  | 'client_unknown'
  | 'client_exists'
  | 'client_revoked'
  | 'client_id_invalid'
  | 'secret_invalid'
  | 'scope_unknown';

/** A refusal told to an operator: a code for programs and a sentence for people. */
export class AccessError extends Error {
  readonly code: AccessErrorCode;

  constructor(code: AccessErrorCode, sentence: string, options?: ErrorOptions) {
    super(sentence, options);
    this.name = 'AccessError';
    this.code = code;
  }
}
