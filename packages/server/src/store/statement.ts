import type postgres from 'postgres';

/** Hands a statement to the driver's connection, which writes it or lets it wait behind others. */
export type Handler = (statement: Statement) => void;

type Answer = postgres.RowList<postgres.Row[]>;

/** A template: its texts, and the values between them. */
interface Template {
  readonly strings: readonly string[];
  readonly args: readonly unknown[];
}

/** The template with the statements that stand in it written out: their texts join its own, their values its values. */
function writtenOut({ strings, args }: Template): Template {
  if (!args.some((arg) => arg instanceof Statement)) return { strings, args };
  const texts = [strings[0]!];
  const values: unknown[] = [];
  const write = (text: string) => {
    texts[texts.length - 1] += text;
  };
  for (const [at, arg] of args.entries()) {
    const inner = arg instanceof Statement ? arg : { strings: ['', ''], args: [arg] };
    write(inner.strings[0]!);
    texts.push(...inner.strings.slice(1));
    values.push(...inner.args);
    write(strings[at + 1]!);
  }
  return { strings: texts, args: values };
}

/**
 * One statement: what the driver reads of it, what it notes on it, and the promise of its answer. It starts when it is
 * awaited, or sent.
 *
 * It takes the place of the driver's own `Query`, with the same fields. That is a subclass of Promise with closures on
 * each instance, and V8 14.6 keeps every one of them alive until the old generation is collected: with some three
 * thousand payments a second that was 33 MB a second, and payments took 30 to 45 ms while it was collected (decision 0033).
 *
 * postgres.js is pinned at 3.4.9, and statement.test.ts and transaction.test.ts fail if this moves.
 */
export class Statement implements PromiseLike<Answer> {
  readonly strings: readonly string[];
  readonly args: readonly unknown[];
  readonly tagged: boolean;
  readonly options: { readonly prepare?: boolean; readonly simple?: boolean };
  /** The driver adds to an error's stack where the statement was written; our errors are told by their codes. */
  readonly origin = '';
  /** The driver's, once it has the statement: on which connection it is, how it was prepared, and whether it is running. */
  state: unknown = null;
  statement: unknown = null;
  active = false;
  cancelled = null;
  signature = '';
  /** Undefined until the driver has looked at the statement; true while it waits to learn the parameters' types. */
  describeFirst: boolean | number | undefined = undefined;
  resolve: (answer: Answer) => void;
  reject: (reason: unknown) => void;
  readonly #answer: Promise<Answer>;
  readonly #start: (statement: Statement) => void;
  #started = false;

  /** A statement from a template, or from a text that takes no parameters; `start` is told once to start it. */
  constructor(strings: TemplateStringsArray | string, args: readonly unknown[], start: (statement: Statement) => void) {
    const { promise, resolve, reject } = Promise.withResolvers<Answer>();
    this.#answer = promise;
    this.#start = start;
    this.resolve = resolve;
    this.reject = reject;
    this.tagged = typeof strings !== 'string';
    this.options = this.tagged ? {} : { prepare: false, simple: true };
    const template = writtenOut({ strings: typeof strings === 'string' ? [strings] : strings, args });
    this.strings = template.strings;
    this.args = template.args;
  }

  /** Starts it, unless it has been. */
  execute(): this {
    if (!this.#started) {
      this.#started = true;
      this.#start(this);
    }
    return this;
  }

  // biome-ignore lint/suspicious/noThenProperty: awaiting a statement is what starts it
  then<Good = Answer, Bad = never>(
    good?: ((answer: Answer) => Good | PromiseLike<Good>) | null,
    bad?: ((reason: unknown) => Bad | PromiseLike<Bad>) | null,
  ): Promise<Good | Bad> {
    return this.execute().#answer.then(good, bad);
  }

  catch<Bad = never>(bad: (reason: unknown) => Bad | PromiseLike<Bad>): Promise<Answer | Bad> {
    return this.then(undefined, bad);
  }
}
