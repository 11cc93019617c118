/**
 * Reads many rows in portions, by their id: a statement that brings thousands at once would hold up everybody else while they
 * are taken apart. What changes meanwhile is neither skipped nor read twice, as ids never change.
 *
 * @param size rows of a portion, 1 or more
 * @param read the first `size` rows in the order of their ids, after the one with that id
 */
export async function inPortions<Row extends { id: string }>(
  size: number,
  read: (after: string, size: number) => PromiseLike<Row[]>,
): Promise<Row[]> {
  const all: Row[] = [];
  for (;;) {
    const rows = await read(all.at(-1)?.id ?? '', size);
    all.push(...rows);
    if (rows.length < size) return all;
  }
}
