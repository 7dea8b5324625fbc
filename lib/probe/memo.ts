/** Makes each value once, by its key. Where there are more than `limit`, all are forgotten and made anew. */
export function createMemo<T>(limit: number): (key: string, make: () => T) => T {
  const made = new Map<string, { readonly value: T }>();
  return (key, make) => {
    const known = made.get(key);
    if (known !== undefined) return known.value;
    const value = make();
    if (made.size >= limit) made.clear();
    made.set(key, { value });
    return value;
  };
}
