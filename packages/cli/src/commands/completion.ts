import { Argument, type Command } from 'commander';
import { examples } from '../help.ts';
import type { Terminal } from '../terminal.ts';

const SHELLS = ['bash', 'zsh', 'fish'] as const;

/** `tally completion`: what a shell needs to complete the commands of this release. */
export function addCompletion(program: Command, terminal: Terminal): void {
  program
    .command('completion')
    .description('print the completions for a shell')
    .addArgument(new Argument('<shell>', 'the shell').choices(SHELLS))
    .addHelpText(
      'after',
      examples('source <(tally completion bash)', 'tally completion fish > ~/.config/fish/completions/tally.fish'),
    )
    .action(async (shell: (typeof SHELLS)[number]) => {
      const script = await scriptFor(shell, program);
      terminal.answer({ shell, script }, script);
    });
}

/** The script for a shell, from the commands as they are. */
async function scriptFor(shell: (typeof SHELLS)[number], program: Command): Promise<string> {
  const tree = (await import('../completion/tree.ts')).completedTree(program);
  switch (shell) {
    case 'bash':
      return (await import('../completion/bash.ts')).bashCompletion(tree);
    case 'zsh':
      return (await import('../completion/zsh.ts')).zshCompletion(tree);
    case 'fish':
      return (await import('../completion/fish.ts')).fishCompletion(tree);
  }
}
