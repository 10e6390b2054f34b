import type { Acknowledgement } from "../delivery/payload.ts";
import { isJson, type Json } from "../json.ts";
import { say } from "../response-urls.ts";
import type { World } from "../world.ts";
import type { Result } from "./seen.ts";

/** What the app put into its acknowledgement; undefined when it put nothing. */
export function answerOf(body: unknown): Json | string | undefined {
  if (typeof body === "string") return body === "" ? undefined : body;
  if (!isJson(body) || Object.keys(body).length === 0) return undefined;
  return body;
}

/** The notice a person sees when an app did not take something in time or at all. */
export function failed(
  outcome: Exclude<Acknowledgement["outcome"], "ok">,
  what: string,
): Result {
  return { outcome, notice: `${what} failed with the error "${outcome}"` };
}

/** The answer to a command is a message, seen by the person alone unless the app says otherwise. */
export function takeCommandAnswer(
  world: World,
  place: { user: string; channel: string },
  body: unknown,
): Result {
  const answer = answerOf(body);
  if (answer === undefined) return { outcome: "ok" };
  const message = typeof answer === "string" ? { text: answer } : answer;
  const refusal = say(world, place, message);
  if (refusal === undefined) return { outcome: "ok" };
  return {
    outcome: "invalid_response",
    notice: 'the command failed with the error "invalid_command_response"',
    problems: [refusal.error, ...errorsIn(refusal)],
  };
}

export function errorsIn(refusal: Json): string[] {
  const { errors } = refusal;
  return Array.isArray(errors) ? errors.map(String) : [];
}
