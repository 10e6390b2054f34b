import { storable } from "../../base/text.ts";

/** What stands in addresses is looked up in a database, which takes no control characters. */
export function storables(
  given: Record<string, unknown>,
): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(given).map(([name, value]) => [
      name,
      typeof value === "string" ? storable(value) : value,
    ]),
  );
}
