/**
 * The recipes in docs/recipes are carried out as they are written, each on an empty ledger, so that they say what is
 * true. How a page is to be read stands in its README; here is the reader.
 */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { idOf, openScenario, type Scenario } from './scenarios/scenario.ts';

const FOLDER = path.resolve(import.meta.dirname, '../../../docs/recipes');
const PAGES = readdirSync(FOLDER).filter((file) => /^\d\d-.*\.md$/.test(file));

/** A part of a page: a heading that moves the clock, or a fenced block with the words after its fence. */
type Part =
  | { readonly is: 'day'; readonly line: number; readonly day: string; readonly title: string }
  | { readonly is: 'block'; readonly line: number; readonly words: readonly string[]; readonly text: string };

function partsOf(page: string): Part[] {
  const parts: Part[] = [];
  const lines = page.split('\n');
  for (let at = 0; at < lines.length; at++) {
    const line = at + 1;
    const heading = /^## (\d{4}-\d\d-\d\d): (.+)$/.exec(lines[at]!);
    const fence = /^```(.+)$/.exec(lines[at]!);
    if (heading !== null) parts.push({ is: 'day', line, day: heading[1]!, title: heading[2]! });
    if (fence === null) continue;
    const end = lines.indexOf('```', at);
    parts.push({ is: 'block', line, words: fence[1]!.split(' '), text: lines.slice(at + 1, end).join('\n') });
    at = end;
  }
  return parts;
}

/** Carries a page out, part by part. */
class Reader {
  readonly #book: Scenario;
  /** What the placeholders stand for so far. */
  readonly #known: Map<string, string>;
  #status = 0;
  // biome-ignore lint/suspicious/noExplicitAny: a test reads whatever the wire holds
  #answer: any;
  /** Whether the last request has been held against an answer: one that is not must be a success. */
  #judged = true;

  constructor(book: Scenario) {
    this.#book = book;
    this.#known = new Map([['program', book.tenantId]]);
  }

  async take(part: Part): Promise<void> {
    if (part.is === 'day') {
      this.judgeLast();
      return this.#book.on(part.day);
    }
    const [kind, ...words] = part.words;
    if (kind !== 'json') this.judgeLast();
    switch (kind) {
      case 'http':
        return this.#send(part.text);
      case 'json':
        return this.#compare(Number(words[0]), part.text);
      case 'lines':
        return expect(await this.#book.news(words[0]!)).toEqual(part.text.split('\n'));
      case 'balance':
        return expect(await this.#book.stands(words[0]!, words[1])).toBe(part.text);
      default:
        throw new Error(`a block of ${kind}, which nobody reads`);
    }
  }

  /** A request whose answer the page does not show has succeeded. */
  judgeLast(): void {
    if (!this.#judged) expect(this.#status, JSON.stringify(this.#answer)).toBeLessThan(300);
    this.#judged = true;
  }

  async #send(text: string): Promise<void> {
    // A placeholder that is new in a request is an id that the caller chooses.
    const filled = text.replaceAll(/\{\{(\w+)\}\}/g, (_, name: string) => this.#known.get(name) ?? this.#choose(name));
    const [request = '', ...body] = filled.split('\n');
    const [method, target] = request.split(' ') as ['GET' | 'POST' | 'PUT', string];
    expect(target, 'requests go to /v1').toMatch(/^\/v1\//);
    const sent = body.join('\n').trim();
    const answer = await this.#book.send(
      method,
      target.slice('/v1'.length),
      sent === '' ? undefined : JSON.parse(sent),
    );
    this.#status = answer.status;
    this.#answer = answer.body;
    this.#judged = false;
  }

  #choose(name: string): string {
    this.#known.set(name, idOf(name));
    return idOf(name);
  }

  #compare(status: number, text: string): void {
    this.#judged = true;
    expect(this.#status, JSON.stringify(this.#answer)).toBe(status);
    const shown = JSON.parse(text);
    this.#learn(shown, this.#answer);
    const filled = text.replaceAll(/\{\{(\w+)\}\}/g, (_, name: string) => this.#known.get(name) ?? `unknown ${name}`);
    expect(this.#answer).toMatchObject(JSON.parse(filled));
    // What is shown of a split is all of it, and so is every other object within an answer but for lists.
    for (const [name, value] of Object.entries(JSON.parse(filled) as object)) {
      if (typeof value === 'object' && !Array.isArray(value)) expect(this.#answer[name], name).toEqual(value);
    }
  }

  /** A placeholder that is new in an answer is an id that the ledger gives. */
  #learn(shown: unknown, got: unknown): void {
    if (typeof shown === 'string') {
      const name = /^\{\{(\w+)\}\}$/.exec(shown)?.[1];
      if (name === undefined || this.#known.has(name) || typeof got !== 'string') return;
      this.#known.set(name, got);
      this.#book.call(name, got);
    } else if (typeof shown === 'object' && shown !== null) {
      for (const [key, value] of Object.entries(shown)) this.#learn(value, (got as Record<string, unknown>)?.[key]);
    }
  }
}

describe.each(PAGES)('%s', (file) => {
  const parts = partsOf(readFileSync(path.join(FOLDER, file), 'utf8'));
  const first = parts.find((part) => part.is === 'day');
  let book: Scenario | undefined;
  afterAll(() => book?.close());

  it('is carried out as it is written', async () => {
    expect(first, 'a heading with a date begins the story').toBeDefined();
    book = await openScenario(first!.day);
    const reader = new Reader(book);
    for (const part of parts) {
      try {
        await reader.take(part);
      } catch (error) {
        (error as Error).message = `docs/recipes/${file}:${part.line}: ${(error as Error).message}`;
        throw error;
      }
    }
    reader.judgeLast();
  });
});

it('every recipe stands in the list of the README', () => {
  const readme = readFileSync(path.join(FOLDER, 'README.md'), 'utf8');
  expect([...readme.matchAll(/\]\((\d\d-[^)]+)\)/g)].map((match) => match[1])).toEqual(PAGES);
});
