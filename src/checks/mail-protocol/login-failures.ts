import { failed, type Failed } from "../starttls/incoming.ts";
import type { TalkContext } from "../starttls/upgrade.ts";

export function loginRefused(heard: string, { quote }: TalkContext): Failed {
  return failed(
    "login-failed",
    `the server refuses the login: ${quote(heard)}`,
  );
}

export function noKnownLogin(
  offered: string[],
  { quote }: TalkContext,
): Failed {
  return failed(
    "login-not-offered",
    `the server takes no login by password; it offers ${quote(offered.join(" "))}`,
  );
}
