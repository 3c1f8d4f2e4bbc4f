import type { Command } from 'commander';
import { Option } from 'commander';
import { usage } from './failure.ts';
import type { Given, Part } from './field.ts';
import { examples } from './help.ts';
import type { Terminal } from './terminal.ts';

/** Adds a command to the program, with its options and help. What it does is loaded when it runs. */
export type AddCommand = (program: Command, terminal: Terminal) => void;

/** A word under which several commands stand, as `loans` or `settle`. */
export interface Group {
  readonly name: string;
  readonly about: string;
  readonly examples: readonly [string, string];
  readonly commands: readonly AddCommand[];
}

/** Adds a group with its commands. */
export function groupOf({ name, about, examples: lines, commands }: Group): AddCommand {
  return (program, terminal) => {
    const parent = program
      .command(name)
      .description(about)
      .addHelpText('after', examples(...lines));
    for (const add of commands) add(parent, terminal);
  };
}

/** Declares the parts of a request on a command. Parts may be shared, and are declared once. */
export function declare(command: Command, parts: readonly Part[]): void {
  for (const part of parts) {
    if (part instanceof Option) command.addOption(part);
    else command.addArgument(part);
  }
}

/** What a command was given, once commander has read it. Its amounts are in the currency of `--currency`. */
export function givenTo(command: Command, stdin: Terminal['stdin']): Given {
  const options: Readonly<Record<string, unknown>> = command.opts();
  const values = new Map(
    command.registeredArguments.map((argument, index) => [argument.name(), command.processedArgs[index]]),
  );
  return {
    of: (part) => (part instanceof Option ? options[part.attributeName()] : values.get(part.name())),
    async currency() {
      if (typeof options.currency === 'string') return options.currency;
      throw usage('Say in which currency the amounts are, as --currency USD, or give them in minor units.');
    },
    stdin,
  };
}
