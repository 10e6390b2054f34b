import type { Json } from "../json.ts";
import { refuse, type Refusal } from "../refusal.ts";
import type { World } from "../world.ts";
import type { Call } from "./arguments.ts";
import type { Method } from "./method.ts";

/** Why this call may not be made at all; undefined when it may. */
export function whyNotAuthorized(
  { settings }: World,
  method: Method,
  call: Call,
): Refusal | undefined {
  const { token } = call;
  if (token === undefined) return refuse("not_authed");
  const kind =
    token === settings.botToken
      ? "bot"
      : token === settings.appToken
        ? "app"
        : undefined;
  if (kind === undefined) return refuse("invalid_auth");
  if (settings.tokenState === "inactive") return refuse("account_inactive");
  if (settings.tokenState === "revoked") return refuse("token_revoked");
  if (kind !== method.token) return refuse("not_allowed_token_type");
  return missingScope(settings.scopes, method.scopes);
}

/** missing_scope, unless the token holds one of the needed. */
export function missingScope(
  held: string[],
  needed: string[],
): Refusal | undefined {
  if (needed.length === 0 || needed.some((scope) => held.includes(scope)))
    return undefined;
  return refuse("missing_scope", {
    needed: needed.join(","),
    provided: held.join(","),
  });
}

/** Why the arguments will not do; undefined when the required ones are there. */
export function missingArguments(
  method: Method,
  args: Json,
): Refusal | undefined {
  const missing = method.required.filter(
    (name) => args[name] === undefined || args[name] === "",
  );
  if (missing.length === 0) return undefined;
  return refuse("invalid_arguments", {
    response_metadata: {
      messages: missing.map(
        (name) => `[ERROR] missing required field: ${name}`,
      ),
    },
  });
}
