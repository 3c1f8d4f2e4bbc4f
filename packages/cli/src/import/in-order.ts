/**
 * Works on several items at once, and answers in the order of the items, so that after each answer everything before it
 * is done. As many are under way as `width` says; the next is taken when the oldest is done.
 *
 * @throws what the work on an item threw, in its turn. Work that is under way then goes on unseen.
 */
export async function* inOrder<Item, Result>(
  items: AsyncIterable<Item> | Iterable<Item>,
  width: number,
  work: (item: Item) => Promise<Result>,
): AsyncGenerator<Result, void, undefined> {
  const underWay: Promise<Result>[] = [];
  for await (const item of items) {
    const result = work(item);
    // Until its turn comes nobody looks at it, and a rejection must not end the process meanwhile.
    result.catch(() => undefined);
    underWay.push(result);
    if (underWay.length >= width) yield await underWay.shift()!;
  }
  while (underWay.length > 0) yield await underWay.shift()!;
}
