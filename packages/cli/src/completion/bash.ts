import { type Completed, valueOptions } from './tree.ts';

/** Writes the completions for bash, from 3.2 on. */
export function bashCompletion(tree: readonly Completed[]): string {
  const paths = tree.slice(1).map(({ path }) => `'${path}'`);
  const values = tree.flatMap(({ path, options }) =>
    options
      .filter(({ choices }) => choices.length > 0)
      .map(({ word, choices }) => `    '${path} ${word}') words='${choices.join(' ')}' ;;`),
  );
  const next = tree.map(({ path, commands, choices, options }) => {
    const words = [...commands.map(({ word }) => word), ...choices].join(' ');
    return `    '${path}') words='${words}' options='${options.map(({ word }) => word).join(' ')}' ;;`;
  });
  return `# Completions of tally for bash. In ~/.bashrc: source <(tally completion bash)
_tally() {
  local cur=\${COMP_WORDS[COMP_CWORD]} prev=\${COMP_WORDS[COMP_CWORD-1]} path='' words='' options='' i
  for ((i = 1; i < COMP_CWORD; i++)); do
    case "\${COMP_WORDS[i]}" in
    ${valueOptions(tree).join('|')}) ((i++)); continue ;;
    esac
    case "$path \${COMP_WORDS[i]}" in
    ${paths.join('|')}) path="$path \${COMP_WORDS[i]}" ;;
    esac
  done
  COMPREPLY=()
  case "$prev" in
  ${valueOptions(tree).join('|')})
    case "$path $prev" in
${values.join('\n')}
    esac
    COMPREPLY=($(compgen -W "$words" -- "$cur"))
    return ;;
  esac
  case "$path" in
${next.join('\n')}
  esac
  case "$cur" in
  -*) COMPREPLY=($(compgen -W "$options" -- "$cur")) ;;
  *) COMPREPLY=($(compgen -W "$words" -- "$cur")) ;;
  esac
}
complete -o default -F _tally tally`;
}
