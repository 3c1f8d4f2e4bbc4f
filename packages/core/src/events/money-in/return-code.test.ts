import { describe, expect, it } from 'vitest';
import { mayRetry, type ReturnClass, returnClassOf } from './return-code.ts';

describe('what a return code means', () => {
  it.each<[ReturnClass, boolean, readonly string[]]>([
    ['nsf', true, ['R01', 'R09', 'r01']],
    ['administrative', false, ['R02', 'R03', 'R04']],
    ['unauthorised', false, ['R05', 'R07', 'R10', 'R11', 'R29', 'R51']],
    ['other', false, ['R08', 'R16', 'R99', '4837', '10.4', 'fraud', 'constructor']],
  ])('%s, to be presented again: %s', (means, retry, codes) => {
    for (const code of codes) expect([code, returnClassOf(code), mayRetry(code)]).toEqual([code, means, retry]);
  });
});
