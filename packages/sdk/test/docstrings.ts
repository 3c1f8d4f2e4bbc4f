import { readFileSync } from 'node:fs';
import path from 'node:path';

/** What the SDK offers, read off its sources: they are formatted by a program, so a pattern finds what a parser would. */

const SRC = path.resolve(import.meta.dirname, '../src');
const source = (file: string): string => readFileSync(path.join(SRC, file), 'utf8');

/** Something that is offered, with what its docstring says. */
export interface Offered {
  readonly name: string;
  /** The prose, in one line. */
  readonly text: string;
  /** The code of the example; empty when there is none. */
  readonly example: string;
}

/** Something that the package exports. */
export interface Exported extends Offered {
  readonly kind: 'function' | 'class' | 'interface' | 'type';
}

/** A call of the client; its name is noun and verb, `payments.create`, or a verb alone. */
export interface ClientCall extends Offered {
  readonly parameters: readonly string[];
}

/** Everything that `index.ts` exports, in alphabetic order. */
export function publicSymbols(): Exported[] {
  return exportsOf('index.ts')
    .map(({ name, file }) => {
      const found = declarationsIn(file).find((declared) => declared.name === name);
      if (found === undefined) throw new Error(`${file} declares no ${name} with a docstring.`);
      return found;
    })
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** What `fake/index.ts` exports. */
export function fakeSymbols(): Exported[] {
  const clock = declarationsIn('fake/clock.ts').filter(({ name }) => name === 'FakeClock');
  return [...declarationsIn('fake/index.ts'), ...clock].sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Every call of the client, read off the interfaces that `Ledger` is made of, in their order. */
export function clientCalls(): ClientCall[] {
  return ['ledger.ts', 'money-moved.ts', 'loans-changed.ts', 'books-kept.ts'].flatMap(callsIn);
}

const EXPORTED = /^export (?:type )?(?:\{([^}]*)\}|\*) from '\.\/([\w.-]+)';$/gm;

function exportsOf(index: string): { readonly name: string; readonly file: string }[] {
  return [...source(index).matchAll(EXPORTED)].flatMap(([, names, file = '']) => {
    if (names === undefined) return [...exportsOf(file), ...declarationsIn(file).map(({ name }) => ({ name, file }))];
    const listed = names.split(',').map((name) => name.replace('type ', '').trim());
    return listed.filter((name) => name !== '').map((name) => ({ name, file }));
  });
}

const DECLARED = /\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\nexport (?:async )?(function|class|interface|type) (\w+)/g;

function declarationsIn(file: string): Exported[] {
  return [...source(file).matchAll(DECLARED)].map(([, comment = '', kind, name = '']) => ({
    name,
    kind: kind as Exported['kind'],
    ...read(comment),
  }));
}

/** A documented member of an interface: a noun, whose verbs are indented under it, or a verb and its signature. */
const MEMBER = /^( +)\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\n +(?:readonly (\w+): \{|(\w+)(?:<.*>)?\(([^;]*);)/gm;

function callsIn(file: string): ClientCall[] {
  let noun = '';
  return [...source(file).matchAll(MEMBER)].flatMap(([, indent = '', comment = '', opened, verb, signature = '']) => {
    noun = opened ?? (indent.length > 2 ? noun : '');
    if (verb === undefined) return [];
    const parameters = [...signature.matchAll(/(\w+\??): /g)].map(([, name = '']) => name);
    return [{ name: noun === '' ? verb : `${noun}.${verb}`, parameters, ...read(comment) }];
  });
}

function read(comment: string): Pick<Offered, 'text' | 'example'> {
  const lines = comment.split('\n').map((line) => line.replace(/^ *\* ?/, ''));
  const tags = lines.findIndex((line) => line.startsWith('@'));
  const at = lines.indexOf('@example');
  return {
    text: lines
      .slice(0, tags < 0 ? lines.length : tags)
      .join(' ')
      .replace(/ +/g, ' ')
      .trim(),
    example:
      at < 0
        ? ''
        : lines
            .slice(at + 1)
            .join('\n')
            .trim(),
  };
}
