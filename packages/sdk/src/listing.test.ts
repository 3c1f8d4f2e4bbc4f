import { describe, expect, it } from 'vitest';
import { callOf } from './answer.ts';
import { listing } from './listing.ts';

/** Three pages of numbers, and the tokens that they were asked for by. */
function threePages() {
  const asked: (string | undefined)[] = [];
  const pages = [
    { items: [1, 2], next_page_token: 'second' },
    { items: [3, 4], next_page_token: 'third' },
    { items: [5] },
  ];
  const list = listing<number>((token) => {
    asked.push(token);
    return callOf(Promise.resolve(pages[['second', 'third'].indexOf(token ?? '') + 1]!));
  });
  return { asked, list };
}

describe('a list', () => {
  it('is walked from its first page to its last', async () => {
    const { asked, list } = threePages();
    const met: number[] = [];
    for await (const item of list) met.push(item);
    expect(met).toEqual([1, 2, 3, 4, 5]);
    expect(asked).toEqual([undefined, 'second', 'third']);
  });

  it('asks for nothing before it is walked, and begins anew each time', async () => {
    const { asked, list } = threePages();
    expect(asked).toEqual([]);
    for (let walk = 1; walk <= 2; walk++) for await (const _ of list) break;
    expect(asked).toEqual([undefined, undefined]);
  });

  it.each([
    [0, [], []],
    [2, [1, 2], [undefined]],
    [3, [1, 2, 3], [undefined, 'second']],
    [100, [1, 2, 3, 4, 5], [undefined, 'second', 'third']],
  ])('gives at most %i items and fetches no page beyond them', async (limit, items, tokens) => {
    const { asked, list } = threePages();
    expect(await list.toArray({ limit })).toEqual(items);
    expect(asked).toEqual(tokens);
  });

  it('gives the page that a token leads to', async () => {
    const { list } = threePages();
    expect(await list.page()).toMatchObject({ items: [1, 2] });
    expect(await list.page('third')).toEqual({ items: [5] });
  });

  it('is walked page by page, and fetches none that is not asked for', async () => {
    const { asked, list } = threePages();
    const sizes: number[] = [];
    for await (const { items, next_page_token: next } of list.pages()) {
      sizes.push(items.length);
      if (next === 'third') break;
    }
    expect([sizes, asked]).toEqual([
      [2, 2],
      [undefined, 'second'],
    ]);
  });

  it('is not walked for ever when a token leads to itself', async () => {
    const list = listing<number>(() => callOf(Promise.resolve({ items: [], next_page_token: 'again' })));
    await expect(list.toArray({ limit: 1 })).rejects.toThrow('same page token twice');
  });
});
