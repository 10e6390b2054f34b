/** A step into an object by name, or into a list by position. */
export type JsonPath = (string | number)[];

/**
 * Reads a path such as `$.items[0].state`, `items[0].state` or `$["a key"].b`: names separated by dots, list positions
 * (from 0) and quoted names in brackets. Undefined where it is none. There are no wildcards and no filters.
 */
export function parseJsonPath(text: string): JsonPath | undefined {
  const step = /\.?([^.[\]"\s]+)|\[(\d+)\]|\["([^"]*)"\]/y;
  const path: JsonPath = [];
  step.lastIndex = text.startsWith("$") ? 1 : 0;
  while (step.lastIndex < text.length) {
    const [, name, index, quoted] = step.exec(text) ?? [];
    const key = name ?? quoted;
    if (key !== undefined) path.push(key);
    else if (index !== undefined) path.push(Number(index));
    else return undefined;
  }
  return path.length > 0 || text === "$" ? path : undefined;
}

export function jsonPathProblem(text: string): string | undefined {
  return parseJsonPath(text) === undefined
    ? "must be a path such as $.checks[0].status"
    : undefined;
}

/** The value at a path; undefined where the document has none (JSON itself knows no undefined). */
export function valueAt(document: unknown, path: JsonPath): unknown {
  let value = document;
  for (const key of path) {
    if (typeof value !== "object" || value === null) return undefined;
    if (Array.isArray(value) !== (typeof key === "number")) return undefined;
    if (!Object.hasOwn(value, key)) return undefined;
    value = (value as Record<string | number, unknown>)[key];
  }
  return value;
}
