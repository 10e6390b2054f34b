import type { $ZodIssue } from "zod/v4/core";
import type { Problem } from "./problem.ts";

/** All that is wrong with a request, name by name. */
export function problemOfIssues(issues: readonly $ZodIssue[]): Problem {
  const errors = issues.flatMap((issue) =>
    issue.code === "unrecognized_keys"
      ? issue.keys.map((name) => ({ name, detail: "is not known here" }))
      : [
          {
            name: issue.path.map(String).join(".") || "body",
            detail: wordsOf(issue),
          },
        ],
  );
  return {
    status: 400,
    title: "Bad request",
    detail: errors.map(({ name, detail }) => `${name} ${detail}`).join("; "),
    errors,
  };
}

/** What is to be done, where zod says only what it found; a schema's own words stay. */
function wordsOf(issue: $ZodIssue): string {
  const { code, message } = issue;
  if (!/^(Invalid|Too (big|small):)/.test(message)) return message;
  if (code === "invalid_type")
    return message.endsWith("received undefined")
      ? "is missing"
      : `must be of the type ${issue.expected}`;
  if (code === "invalid_value")
    return `must be ${issue.values.map((value) => JSON.stringify(value)).join(" or ")}`;
  if (code === "invalid_format")
    return issue.format === "datetime"
      ? "must be an instant such as 2026-11-21T10:00:00Z"
      : `must have the format ${issue.format}`;
  if (code === "too_big")
    return `must be at most ${issue.maximum}${unitOf(issue.origin)}`;
  if (code === "too_small")
    return `must be at least ${issue.minimum}${unitOf(issue.origin)}`;
  return message;
}

function unitOf(origin: string): string {
  if (origin === "string") return " characters long";
  return origin === "array" ? " entries long" : "";
}
