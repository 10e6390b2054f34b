import type { Problem } from "./problem.ts";

/** What zod found wrong with what was said. */
interface Issue {
  path: PropertyKey[];
  message: string;
  keys?: string[];
}

/** All that is wrong with a request, name by name. */
export function problemOfIssues(issues: readonly Issue[]): Problem {
  const errors = issues.flatMap(({ path, message, keys }) =>
    keys === undefined
      ? [{ name: path.map(String).join(".") || "body", detail: message }]
      : keys.map((name) => ({ name, detail: "is not known here" })),
  );
  return {
    status: 400,
    title: "Bad request",
    detail: errors.map(({ name, detail }) => `${name} ${detail}`).join("; "),
    errors,
  };
}
