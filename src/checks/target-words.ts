import { findCheck } from "./index.ts";

/** What a monitor looks at, in words: "http https://…". */
export function targetWords(
  type: string,
  settings: Record<string, unknown>,
): string {
  const check = findCheck(type);
  const parsed = check?.settings.safeParse(settings);
  return check !== undefined && parsed?.success === true
    ? check.describe(parsed.data)
    : type;
}
