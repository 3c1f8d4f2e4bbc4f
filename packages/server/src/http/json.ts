/** The deepest nesting of objects and arrays that a body may have. */
export const MOST_DEPTH = 32;

/** A body that is not the JSON we take, and why. */
export class MalformedJson extends Error {
  override readonly name = 'MalformedJson';
}

const utf8 = new TextDecoder('utf-8', { fatal: true });
const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/**
 * Reads a JSON body strictly: UTF-8, one value, nested at most `MOST_DEPTH` deep, no property twice in one object or
 * called `__proto__`, and no text that PostgreSQL cannot store (NUL, half a surrogate pair).
 *
 * `JSON.parse` lets the last of two equal properties win in silence, which must not happen to an amount. It keeps one
 * of them, so a text with a repeated property has more colons than its value has properties: two counts tell, and the
 * parser stays the engine's own.
 *
 * @throws MalformedJson with a sentence for the caller.
 */
export function parseJson(bytes: Uint8Array): unknown {
  const text = decode(bytes);
  const properties = countProperties(text);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new MalformedJson('The body is not JSON.');
  }
  if (propertiesOf(value) !== properties) throw new MalformedJson('A property stands twice in one object.');
  // Raw control characters are no JSON and raw surrogates no UTF-8, so only an escape can bring them in.
  if (text.includes('\\u') && !isStorable(value)) {
    throw new MalformedJson('A text holds a NUL or half a surrogate pair, which cannot be stored.');
  }
  return value;
}

function decode(bytes: Uint8Array): string {
  try {
    return utf8.decode(bytes);
  } catch {
    throw new MalformedJson('The body is not UTF-8.');
  }
}

/** Counts the colons outside strings, and refuses what is nested too deep before the parser recurses into it. */
function countProperties(text: string): number {
  let colons = 0;
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    switch (text.charCodeAt(at)) {
      case QUOTE:
        at = endOfString(text, at);
        break;
      case 0x3a: // :
        colons++;
        break;
      case 0x7b: // {
      case 0x5b: // [
        if (++depth > MOST_DEPTH) throw new MalformedJson(`The body is nested more than ${MOST_DEPTH} deep.`);
        break;
      case 0x7d: // }
      case 0x5d: // ]
        depth--;
        break;
      default:
    }
  }
  return colons;
}

/** The index of the quote that closes the string which opens at `from`, or the end of the text. */
function endOfString(text: string, from: number): number {
  for (let close = text.indexOf('"', from + 1); close !== -1; close = text.indexOf('"', close + 1)) {
    let escapes = 0;
    while (text.charCodeAt(close - 1 - escapes) === BACKSLASH) escapes++;
    if (escapes % 2 === 0) return close;
  }
  return text.length;
}

function propertiesOf(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  let count = 0;
  if (Array.isArray(value)) {
    for (const item of value) count += propertiesOf(item);
    return count;
  }
  for (const key in value) {
    // Schemas skip this name, so whatever it holds would vanish unsaid, from the answer and from the fingerprint.
    if (key === '__proto__') throw new MalformedJson('A property is called __proto__.');
    count += 1 + propertiesOf((value as Record<string, unknown>)[key]);
  }
  return count;
}

function isStorable(value: unknown): boolean {
  if (typeof value === 'string') return value.isWellFormed() && !value.includes('\0');
  if (typeof value !== 'object' || value === null) return true;
  return Object.entries(value).every(([key, item]) => isStorable(key) && isStorable(item));
}
