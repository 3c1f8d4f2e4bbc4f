import type { Command, Option } from 'commander';

/** A command as a shell completes it: the words that may come next, and the options. */
export interface Completed {
  /** Its words, each behind a space; empty for `tally` itself. A shell compares it as it is. */
  readonly path: string;
  readonly commands: readonly Word[];
  readonly options: readonly CompletedOption[];
  /** The words of its first argument that takes one of a few. */
  readonly choices: readonly string[];
}

/** A word with what it does. */
export interface Word {
  readonly word: string;
  readonly about: string;
}

/** An option, by its long name. */
export interface CompletedOption extends Word {
  readonly takesValue: boolean;
  /** The values that it takes, where it takes one of a few. */
  readonly choices: readonly string[];
}

/** Every command of the tree below a program, itself first. What help hides is not completed. */
export function completedTree(program: Command): readonly Completed[] {
  return below(program, '', []);
}

/** The options that take a value: the word after one is no command. */
export function valueOptions(tree: readonly Completed[]): readonly string[] {
  const options = tree.flatMap((command) => command.options.filter((option) => option.takesValue));
  return [...new Set(options.map(({ word }) => word))].toSorted();
}

function below(command: Command, path: string, inherited: readonly CompletedOption[]): readonly Completed[] {
  const help = command.createHelp();
  const own = help
    .visibleOptions(command)
    .filter((option) => option.long !== undefined)
    .map(completedOption);
  const known = new Set(own.map(({ word }) => word));
  const options = [...own, ...inherited.filter(({ word }) => !known.has(word))];
  const inner = help.visibleCommands(command).filter((one) => one.name() !== 'help');
  const commands = inner.map((one) => ({ word: one.name(), about: one.description() }));
  const choices = command.registeredArguments.find(({ argChoices }) => argChoices !== undefined)?.argChoices ?? [];
  // The version is that of the program, and no command takes the option.
  const passedOn = options.filter(({ word }) => word !== '--version' && word !== '--help');
  return [
    { path, commands, options, choices },
    ...inner.flatMap((one) => below(one, `${path} ${one.name()}`, path === '' ? passedOn : inherited)),
  ];
}

const completedOption = ({ long, description, required, optional, argChoices }: Option): CompletedOption => ({
  word: long!,
  about: description,
  takesValue: required || optional,
  choices: argChoices ?? [],
});
