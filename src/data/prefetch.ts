/** The same items, up to `count` of which are asked for before they are needed. */
export async function* prefetch<T>(items: AsyncIterable<T>, count: number): AsyncGenerator<T> {
  const iterator = items[Symbol.asyncIterator]();
  const asked: Promise<IteratorResult<T>>[] = [];
  const ask = (): void => {
    const next = iterator.next();
    // An early failure is thrown where its turn comes; until then it is not unhandled.
    next.catch(() => {});
    asked.push(next);
  };
  try {
    while (true) {
      while (asked.length <= count) ask();
      const next = await (asked.shift() as Promise<IteratorResult<T>>);
      if (next.done) return;
      yield next.value;
    }
  } finally {
    // Not waited for: it would stand behind the reads under way, which may never end.
    Promise.resolve(iterator.return?.()).catch(() => {});
  }
}
