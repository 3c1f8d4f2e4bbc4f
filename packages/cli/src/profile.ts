import { chmodSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { EXIT } from './exit.ts';
import { Failure, usage } from './failure.ts';
import type { Terminal } from './terminal.ts';

/** A client of a ledger, as `tally login` keeps it. Its secret is sent to its own server or issuer and nowhere else. */
export interface Profile {
  readonly url: string;
  readonly client_id: string;
  readonly client_secret: string;
  /** Where its tokens come from, when an issuer beside the server gives them. */
  readonly token_url?: string | undefined;
}

type Env = Terminal['env'];
type Profiles = Readonly<Record<string, Profile>>;

/** The profile of a command that names none. */
export const USUAL_PROFILE = 'default';

/**
 * The file of the profiles, where the XDG base directories have it: `$XDG_CONFIG_HOME/tallystick/profiles.json`, or the
 * same under `~/.config`. Undefined for a process without a home.
 */
export function profilesFile(env: Env): string | undefined {
  const home = env.HOME || env.USERPROFILE;
  // A relative path there is to be ignored, says the specification.
  const base = env.XDG_CONFIG_HOME && path.isAbsolute(env.XDG_CONFIG_HOME) ? env.XDG_CONFIG_HOME : undefined;
  if (base === undefined && !home) return undefined;
  return path.join(base ?? path.join(home!, '.config'), 'tallystick', 'profiles.json');
}

/**
 * Reads a profile; undefined when there is none of that name.
 *
 * @throws Failure when others may read the file, since a secret in it is then none, or when it holds something else.
 */
export function readProfile(env: Env, name: string): Profile | undefined {
  const profiles = readProfiles(profilesFile(env));
  return Object.hasOwn(profiles, name) ? profiles[name] : undefined;
}

/** Keeps a profile, in place of one of the same name. */
export function keepProfile(env: Env, name: string, profile: Profile): string {
  const file = profilesFile(env);
  if (file === undefined) throw usage('There is nowhere to keep a profile: set HOME or XDG_CONFIG_HOME.');
  writeProfiles(file, { ...readProfiles(file), [name]: profile });
  return file;
}

/** Forgets a profile, and answers whether there was one. The file goes with the last. */
export function forgetProfile(env: Env, name: string): boolean {
  const file = profilesFile(env);
  const { [name]: forgotten, ...others } = readProfiles(file);
  if (file === undefined || forgotten === undefined) return false;
  if (Object.keys(others).length === 0) rmSync(file);
  else writeProfiles(file, others);
  return true;
}

function readProfiles(file: string | undefined): Profiles {
  if (file === undefined) return {};
  try {
    if (process.platform !== 'win32' && (statSync(file).mode & 0o077) !== 0) {
      throw broken(`${file} holds secrets and may be read by others: chmod 600 it, and rotate them.`);
    }
    const profiles: unknown = JSON.parse(readFileSync(file, 'utf8'));
    if (isProfiles(profiles)) return profiles;
  } catch (error) {
    if (error instanceof Failure) throw error;
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return {};
    if (code !== undefined) throw broken(`${file} cannot be read (${code}).`);
  }
  throw broken(`${file} holds no profiles: remove it, and \`tally login\` again.`);
}

const broken = (sentence: string) => new Failure('profile_unusable', EXIT.configuration, sentence);

function isProfiles(value: unknown): value is Profiles {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const names = ['url', 'client_id', 'client_secret'] satisfies (keyof Profile)[];
  return Object.values(value).every(
    (profile) =>
      typeof profile === 'object' &&
      names.every((name) => typeof profile?.[name] === 'string') &&
      ['string', 'undefined'].includes(typeof profile.token_url),
  );
}

/** Whole or not at all: the file is written beside its place and then moved there, and is never readable to others. */
function writeProfiles(file: string, profiles: Profiles): void {
  const draft = `${file}.${process.pid}`;
  try {
    mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
    writeFileSync(draft, `${JSON.stringify(profiles, undefined, 2)}\n`, { mode: 0o600 });
    chmodSync(draft, 0o600); // a draft that a crash left behind keeps the mode that it had
    renameSync(draft, file);
  } catch (error) {
    rmSync(draft, { force: true });
    throw broken(`${file} cannot be written (${(error as NodeJS.ErrnoException).code}).`);
  }
}
