import { isJson, type Json } from "./json.ts";

/** What the Web API answers when it does not do what was asked. */
export type Refusal = Json & { ok: false; error: string };

export function refuse(error: string, details: Json = {}): Refusal {
  return { ok: false, error, ...details };
}

export function isRefusal(value: unknown): value is Refusal {
  return isJson(value) && value["ok"] === false;
}
