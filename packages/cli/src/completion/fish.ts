import { type Completed, valueOptions } from './tree.ts';

/** Writes the completions for fish. */
export function fishCompletion(tree: readonly Completed[]): string {
  const lines = tree.flatMap(({ path, commands, choices, options }) => {
    const here = `complete -c tally -n ${quoted(`__tally_at ${quoted(path)}`)}`;
    return [
      ...commands.map(({ word, about }) => `${here} -f -a ${word} -d ${quoted(about)}`),
      ...choices.map((word) => `${here} -f -a ${word}`),
      ...options.map(({ word, about, takesValue, choices: values }) => {
        const value = values.length > 0 ? ` -x -a ${quoted(values.join(' '))}` : takesValue ? ' -r' : '';
        return `${here} -l ${word.slice(2)}${value} -d ${quoted(about)}`;
      }),
    ];
  });
  return `# Completions of tally for fish. Once: tally completion fish > ~/.config/fish/completions/tally.fish
function __tally_at
  set -l path ''
  set -l skip 0
  for word in (commandline -opc)[2..-1]
    if test $skip = 1
      set skip 0
    else if contains -- $word ${valueOptions(tree).join(' ')}
      set skip 1
    else if contains -- "$path $word" ${tree
      .slice(1)
      .map(({ path }) => quoted(path))
      .join(' ')}
      set path "$path $word"
    end
  end
  test "$path" = "$argv[1]"
end
${lines.join('\n')}`;
}

const quoted = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
