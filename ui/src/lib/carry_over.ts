/** Changes to JSON that keep everything they do not mean. */
export type Json = Record<string, unknown>;

const isMap = (value: unknown): value is Json => typeof value === "object" && value !== null && !Array.isArray(value);

export const sameJson = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/** Names come from outside: `__proto__` must be a key like any other. */
const own = (map: Json, key: string): unknown => (Object.hasOwn(map, key) ? map[key] : undefined);

/** A map at a key, or an empty one where there is something else. */
export function mapAt(map: Json, key: string): Json {
  const value = own(map, key);
  return isMap(value) ? value : {};
}

/** What is left of a map without its undefined values; undefined where nothing is. */
function filled(map: Json): Json | undefined {
  const entries = Object.entries(map).filter(([, value]) => value !== undefined);
  return entries.length > 0 ? Object.fromEntries(entries) : undefined;
}

/**
 * What differs between two trees, done to a third. Maps are gone through key by key, lists and
 * values are taken as a whole. Undefined is "not there", and a map that loses its last key goes too.
 *
 * @param whole Keys whose maps are taken as a whole, too.
 */
export function carryOver(onto: Json, before: Json, after: Json, whole: readonly string[] = []): Json {
  const changed = new Map<string, unknown>();
  for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
    const [old, next] = [own(before, key), own(after, key)];
    if (sameJson(old, next)) continue;
    const goes_deeper = !whole.includes(key) && (isMap(old) || isMap(next));
    changed.set(
      key,
      goes_deeper ? filled(carryOver(mapAt(onto, key), mapAt(before, key), mapAt(after, key), whole)) : next,
    );
  }
  const kept = Object.entries(onto).filter(([key]) => !changed.has(key));
  const given = Array.from(changed).filter(([, value]) => value !== undefined);
  return Object.fromEntries([...kept, ...given]);
}
