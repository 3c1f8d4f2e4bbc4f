import { address } from './arguments.ts';
import { EXIT } from './exit.ts';
import { Failure, usage } from './failure.ts';
import { type Profile, readProfile, USUAL_PROFILE } from './profile.ts';
import type { Terminal } from './terminal.ts';

/** Where a server answers that nobody told another address. */
const USUAL_ADDRESS = 'http://127.0.0.1:8080';

/** Who asks: a client, or whoever a token was given to. */
export type Credentials = { readonly token: string } | Client;

/** A client, and how it gets its tokens. */
export interface Client {
  readonly clientId: string;
  readonly clientSecret: string;
  /** The scopes to ask for, separated by spaces. All that the client may, where it is left out. */
  readonly scope?: string | undefined;
  /** The lender's own issuer, which gives the tokens in place of the server's. */
  readonly tokenUrl?: string | undefined;
}

/** Which ledger is asked, and who asks it. */
export interface Access {
  /** The address of the server, without a slash at its end. */
  readonly url: string;
  readonly credentials: Credentials;
  /** The profile that the credentials come from; undefined where they come from the environment. */
  readonly profile: string | undefined;
}

/**
 * Which ledger a command asks, and as whom: what an option says, else the environment, else the profile. A `--profile`
 * is an option, so it goes before the environment, address and client together. In the environment TALLYSTICK_TOKEN goes
 * before a client.
 *
 * @throws Failure when nothing says who asks, or the profile is of another server: its secret goes to its own alone.
 */
export function accessOf(terminal: Terminal, given: string | undefined): Access {
  const profile = profileOf(terminal);
  const url = given ?? addressIn(terminal, profile);
  const told = terminal.profile === undefined ? credentialsIn(terminal) : undefined;
  if (told !== undefined) return { url, credentials: told, profile: undefined };
  if (profile === undefined) {
    const sentence = 'Say who asks: `tally login` keeps a client, or set TALLYSTICK_CLIENT_ID and';
    throw new Failure('credentials_missing', EXIT.auth, `${sentence} TALLYSTICK_CLIENT_SECRET, or TALLYSTICK_TOKEN.`);
  }
  const name = profileName(terminal);
  if (url !== profile.url) {
    throw new Failure(
      'profile_of_another_server',
      EXIT.auth,
      `The profile '${name}' is of ${profile.url}, and its secret is not sent to ${url}: \`tally login --profile <name> --url ${url}\` keeps another.`,
    );
  }
  const { client_id: clientId, client_secret: clientSecret, token_url: tokenUrl } = profile;
  return { url, credentials: { clientId, clientSecret, scope: scopeIn(terminal), tokenUrl }, profile: name };
}

/**
 * The address of the server to ask, without a slash at its end: from `--url`, TALLYSTICK_BASE_URL, the profile, or the
 * usual one.
 *
 * @throws Failure when the variable holds no address.
 */
export const serverAddress = (terminal: Terminal, given: string | undefined): string =>
  given ?? addressIn(terminal, readProfile(terminal.env, profileName(terminal)));

/** The name of the profile that is meant: of `--profile`, TALLYSTICK_PROFILE, or the usual one. */
export const profileName = ({ profile, env }: Terminal): string => profile ?? (env.TALLYSTICK_PROFILE || USUAL_PROFILE);

/** Only the usual profile may be missing: whoever names another means it. */
function profileOf(terminal: Terminal): Profile | undefined {
  const name = profileName(terminal);
  const profile = readProfile(terminal.env, name);
  if (profile !== undefined || name === USUAL_PROFILE) return profile;
  throw new Failure(
    'profile_unknown',
    EXIT.configuration,
    `There is no profile '${name}': \`tally login --profile ${name}\` makes it.`,
  );
}

function addressIn({ env, profile: named }: Terminal, profile: Profile | undefined): string {
  if (named !== undefined && profile !== undefined) return profile.url;
  const told = env.TALLYSTICK_BASE_URL;
  if (!told) return profile?.url ?? USUAL_ADDRESS;
  try {
    return address(told);
  } catch (error) {
    throw usage(`TALLYSTICK_BASE_URL is no address of a server. ${(error as Error).message}`);
  }
}

function credentialsIn(terminal: Terminal): Credentials | undefined {
  const { TALLYSTICK_TOKEN: token, TALLYSTICK_CLIENT_ID: clientId, TALLYSTICK_CLIENT_SECRET: secret } = terminal.env;
  if (token) return { token };
  return clientId && secret ? { clientId, clientSecret: secret, scope: scopeIn(terminal) } : undefined;
}

/** The scopes that a client's tokens are asked for with, whoever names the client: those of TALLYSTICK_SCOPE. */
export const scopeIn = ({ env }: Terminal): string | undefined => env.TALLYSTICK_SCOPE || undefined;
