import type { Request } from "express";
import { clip, storable } from "../../base/text.ts";
import { readBody } from "../read-body.ts";
import type { Problem } from "./problem.ts";

const MOST_BYTES = 256 * 1024;
/** Nothing of ours is nested any deeper. */
const DEEPEST = 12;

/** What a request says as JSON, in text that can be kept; an empty body is {}. */
export async function readJson(
  request: Request,
): Promise<{ ok: true; value: unknown } | { ok: false; problem: Problem }> {
  const body = await readBody(request, MOST_BYTES);
  if (!body.ok)
    return body.why === "too-long"
      ? tooLong
      : bad("The body ended before it was complete.");
  if (body.bytes.length === 0) return { ok: true, value: {} };
  const type = request.headers["content-type"] ?? "";
  if (!/^application\/([\w.-]+\+)?json\s*(;|$)/i.test(type)) return wrongType;
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(body.bytes);
    const value = tidied(JSON.parse(text), 0);
    return { ok: true, value };
  } catch (error) {
    return bad(
      error instanceof TooDeep
        ? "The body is nested more deeply than anything here."
        : `The body is no JSON: ${clip(reasonOf(error), 120)}`,
    );
  }
}

class TooDeep extends Error {}

function reasonOf(error: unknown): string {
  if (error instanceof SyntaxError) return `${storable(error.message)}.`;
  return "it is not written in UTF-8.";
}

/** Without what no database keeps in text. */
function tidied(value: unknown, depth: number): unknown {
  if (depth > DEEPEST) throw new TooDeep();
  if (typeof value === "string") return storable(value);
  if (Array.isArray(value)) return value.map((one) => tidied(one, depth + 1));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, one]) => [
      storable(name),
      tidied(one, depth + 1),
    ]),
  );
}

function bad(detail: string): { ok: false; problem: Problem } {
  return { ok: false, problem: { status: 400, title: "Bad request", detail } };
}

const tooLong = {
  ok: false as const,
  problem: {
    status: 413,
    title: "Too long",
    detail: `The body is longer than ${MOST_BYTES / 1024} KB.`,
  },
};

const wrongType = {
  ok: false as const,
  problem: {
    status: 415,
    title: "Unsupported media type",
    detail: "The body must be JSON, with `Content-Type: application/json`.",
  },
};
