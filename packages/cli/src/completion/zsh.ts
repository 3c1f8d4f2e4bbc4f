import { type Completed, valueOptions, type Word } from './tree.ts';

/** Writes the completions for zsh. */
export function zshCompletion(tree: readonly Completed[]): string {
  const paths = tree.slice(1).map(({ path }) => `'${path}'`);
  const values = tree.flatMap(({ path, options }) =>
    options
      .filter(({ choices }) => choices.length > 0)
      .map(({ word, choices }) => `    '${path} ${word}') compadd -- ${choices.join(' ')} ;;`),
  );
  const next = tree.map(({ path, commands, choices, options }) => {
    const words = [...commands, ...choices.map((word) => ({ word, about: word }))];
    return `  '${path}')\n    words_=(${words.map(described).join(' ')})\n    options_=(${options.map(described).join(' ')}) ;;`;
  });
  return `#compdef tally
# Completions of tally for zsh. In ~/.zshrc, after compinit: source <(tally completion zsh)
_tally() {
  local path_='' i
  local -a words_ options_
  for ((i = 2; i < CURRENT; i++)); do
    case "$words[i]" in
    (${valueOptions(tree).join('|')}) ((i++)); continue ;;
    esac
    case "$path_ $words[i]" in
    (${paths.join('|')}) path_="$path_ $words[i]" ;;
    esac
  done
  case "$words[CURRENT-1]" in
  (${valueOptions(tree).join('|')})
    case "$path_ $words[CURRENT-1]" in
${values.join('\n')}
    (*) _files ;;
    esac
    return ;;
  esac
  case "$path_" in
${next.join('\n')}
  esac
  if [[ "$words[CURRENT]" == -* ]]; then
    _describe -o option options_
  elif (( $#words_ )); then
    _describe command words_
  else
    _files
  fi
}
compdef _tally tally`;
}

/** A word with what it does, as `_describe` takes it. */
const described = ({ word, about }: Word): string => quoted(`${word.replaceAll(':', '\\:')}:${about}`);

const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;
