import type { Place } from "./fault.ts";
import type { Entries, YamlReader } from "./yaml-reader.ts";

/** Where each key's value stands; under the verbs' names too where those differ. */
export function placesOf(
  reader: YamlReader,
  entries: Entries,
  renamed: Record<string, string>,
): Record<string, Place> {
  const places = Object.fromEntries(
    [...entries].map(([name, { value, at }]) => [
      name,
      reader.placeOf(value, at),
    ]),
  );
  for (const [verbs, name] of Object.entries(renamed)) {
    const place = places[name];
    if (place !== undefined) places[verbs] = place;
  }
  return places;
}

export function set<Name extends string, Value>(
  name: Name,
  value: Value | undefined,
): { [Key in Name]?: Value } {
  return (value === undefined ? {} : { [name]: value }) as {
    [Key in Name]?: Value;
  };
}
