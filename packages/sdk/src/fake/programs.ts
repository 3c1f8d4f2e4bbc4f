import { DEFAULT_TERMS, type Program, type ProgramId } from '@tallystick/core';
import { DEFAULT_PROGRAM_TERMS } from '@tallystick/core/contract';
import { keptProgramOf, type ProgramVersion, type Terms, termsOf } from '@tallystick/core/wire';
import { sameText } from './same-text.ts';

/** The programs of one tenant, each with all its versions, oldest program first. */
export class Programs {
  readonly defaultId: ProgramId;
  readonly #versions = new Map<string, ProgramVersion[]>();

  constructor(defaultId: ProgramId, createdAt: string) {
    this.defaultId = defaultId;
    this.write(defaultId, DEFAULT_TERMS.name, DEFAULT_PROGRAM_TERMS, createdAt);
  }

  /** Writes the next version, unless the last one says the same; answers the one in force, and whether the program is new. */
  write(
    id: string,
    name: string,
    terms: Terms,
    at: string,
  ): { readonly program: ProgramVersion; readonly isNew: boolean } {
    const versions = this.#versions.get(id) ?? [];
    const last = versions.at(-1);
    if (last !== undefined && sameText([last.name, termsOf(last)]) === sameText([name, terms])) {
      return { program: last, isNew: false };
    }
    const program = {
      program_id: id,
      version: versions.length + 1,
      name,
      configuration: terms,
      is_default: id === this.defaultId,
      created_at: at,
    };
    this.#versions.set(id, [...versions, program]);
    return { program, isNew: last === undefined };
  }

  /** A version of a program: the last, unless another is asked for. */
  version(id: string, version?: number): ProgramVersion | undefined {
    const versions = this.#versions.get(id);
    return version === undefined ? versions?.at(-1) : versions?.[version - 1];
  }

  /** The program in force, as decisions know it. */
  program(id: string): Program | undefined {
    const version = this.version(id);
    return version === undefined ? undefined : keptProgramOf(version);
  }

  /** The versions in force, oldest program first. */
  inForce(): readonly ProgramVersion[] {
    return [...this.#versions.values()].map((versions) => versions.at(-1)!);
  }
}
