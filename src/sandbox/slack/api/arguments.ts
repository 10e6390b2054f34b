import type { Request } from "express";
import { isJson, parseJson, textOf, type Json } from "../json.ts";
import { refuse, type Refusal } from "../refusal.ts";

/** What came with a call, before anybody looked at it. */
export interface Call {
  args: Json;
  token: string | undefined;
  isJson: boolean;
}

/** Reads a call: a form or a query, or JSON with the token in the header (Slack takes none in a JSON body). */
export function readCall(request: Request): Call | Refusal {
  const header = /^Bearer (\S+)$/.exec(request.get("authorization") ?? "")?.[1];
  const body = textOf(request.body) ?? "";
  if (request.is("application/json") !== false && request.method === "POST") {
    const args = parseJson(body === "" ? "{}" : body);
    if (args === undefined) return refuse("invalid_json");
    if (!isJson(args)) return refuse("json_not_object");
    return { args, token: header, isJson: true };
  }
  const { token, ...args } = {
    ...request.query,
    ...Object.fromEntries(new URLSearchParams(body)),
  };
  return { args, token: header ?? textOf(token), isJson: false };
}

export function isTrue(value: unknown): boolean {
  return value === true || value === 1 || value === "true" || value === "1";
}

/** A whole number of an argument; undefined where it is none. */
export function integerOf(value: unknown): number | undefined {
  const number = typeof value === "string" ? Number(value) : value;
  return typeof number === "number" && Number.isInteger(number)
    ? number
    : undefined;
}

/** Values as they are, or as JSON text in a form. */
export function nestedOf(value: unknown): unknown {
  return typeof value === "string" ? parseJson(value) : value;
}
