/**
 * SHA-256 of FIPS 180-4, written small. The web's own digest is asynchronous and `node:crypto` is not everywhere, and
 * an idempotency key has to be made without waiting.
 */

const WORDS = 64;

const wordsOf = (hex: string): number[] => hex.split(' ').map((word) => Number.parseInt(word, 16) | 0);

/** The first 32 bits of the fractional parts of the cube roots of the first 64 primes (section 4.2.2). */
const ROUND = wordsOf(
  [
    '428a2f98 71374491 b5c0fbcf e9b5dba5 3956c25b 59f111f1 923f82a4 ab1c5ed5',
    'd807aa98 12835b01 243185be 550c7dc3 72be5d74 80deb1fe 9bdc06a7 c19bf174',
    'e49b69c1 efbe4786 0fc19dc6 240ca1cc 2de92c6f 4a7484aa 5cb0a9dc 76f988da',
    '983e5152 a831c66d b00327c8 bf597fc7 c6e00bf3 d5a79147 06ca6351 14292967',
    '27b70a85 2e1b2138 4d2c6dfc 53380d13 650a7354 766a0abb 81c2c92e 92722c85',
    'a2bfe8a1 a81a664b c24b8b70 c76c51a3 d192e819 d6990624 f40e3585 106aa070',
    '19a4c116 1e376c08 2748774c 34b0bcb5 391c0cb3 4ed8aa4a 5b9cca4f 682e6ff3',
    '748f82ee 78a5636f 84c87814 8cc70208 90befffa a4506ceb bef9a3f7 c67178f2',
  ].join(' '),
);

/** The same of the square roots of the first 8 primes (section 5.3.3). */
const START = wordsOf('6a09e667 bb67ae85 3c6ef372 a54ff53a 510e527f 9b05688c 1f83d9ab 5be0cd19');

const rotate = (word: number, by: number): number => (word >>> by) | (word << (32 - by));

/** The SHA-256 of an ASCII text, as 64 hexadecimal digits in lower case. */
export function sha256(ascii: string): string {
  const state = [...START];
  const words = padded(ascii);
  for (let block = 0; block < words.length; block += 16) mix(state, words.slice(block, block + 16));
  return state.map((word) => (word >>> 0).toString(16).padStart(8, '0')).join('');
}

/** The text as 32-bit words: a 1 bit after it, zeros, and its length in bits in the last two words. */
function padded(ascii: string): number[] {
  const words = new Array<number>((((ascii.length + 8) >> 6) + 1) * 16).fill(0);
  for (let i = 0; i <= ascii.length; i++) {
    const byte = i === ascii.length ? 0x80 : ascii.charCodeAt(i);
    words[i >> 2] = words[i >> 2]! | (byte << (24 - (i % 4) * 8));
  }
  words[words.length - 2] = Math.floor(ascii.length / 2 ** 29);
  words[words.length - 1] = ascii.length << 3;
  return words;
}

/** Mixes one block of sixteen words into the state. */
function mix(state: number[], schedule: number[]): void {
  for (let i = 16; i < WORDS; i++) {
    const early = schedule[i - 15]!;
    const late = schedule[i - 2]!;
    const s0 = rotate(early, 7) ^ rotate(early, 18) ^ (early >>> 3);
    const s1 = rotate(late, 17) ^ rotate(late, 19) ^ (late >>> 10);
    schedule[i] = (schedule[i - 16]! + s0 + schedule[i - 7]! + s1) | 0;
  }
  let [a, b, c, d, e, f, g, h] = state as [number, number, number, number, number, number, number, number];
  for (let i = 0; i < WORDS; i++) {
    const choice = (e & f) ^ (~e & g);
    const majority = (a & b) ^ (a & c) ^ (b & c);
    const one = (h + (rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)) + choice + ROUND[i]! + schedule[i]!) | 0;
    const two = ((rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)) + majority) | 0;
    [h, g, f, e, d, c, b, a] = [g, f, e, (d + one) | 0, c, b, a, (one + two) | 0];
  }
  for (const [i, word] of [a, b, c, d, e, f, g, h].entries()) state[i] = (state[i]! + word) | 0;
}
