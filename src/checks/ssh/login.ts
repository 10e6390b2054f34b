import type {
  AnyAuthMethod,
  AuthenticationType,
  KeyboardInteractiveCallback,
  ParsedKey,
  Prompt,
} from "ssh2";
import { failed, type Failed } from "../starttls/incoming.ts";

export interface Credentials {
  username: string;
  password: string | undefined;
  key: ParsedKey | undefined;
}

export interface Login {
  /** The library asks this for the next method until the server is content; false where none is left. */
  next(
    this: void,
    left: AuthenticationType[] | null,
    isPartial: boolean | null,
  ): AnyAuthMethod | false;
  /** Why there is none left. */
  failure(): Failed;
}

type Method = Exclude<AuthenticationType, "hostbased" | "agent">;

const credentialOf: Partial<Record<Method, string>> = {
  publickey: "the key",
  password: "the password",
  "keyboard-interactive": "the password",
};

/**
 * Logs in with what there is. First it asks what the server takes: a password offered to a server that takes none would
 * stand in its log as a failed login, and bring us on its black list.
 */
export function createLogin(
  credentials: Credentials,
  quote: (text: string) => string,
): Login {
  const untried = methodsFor(credentials);
  const given = [...untried];
  const tried: Method[] = [];
  let offered: string[] = [];
  let isPartly = false;
  let asked: string | undefined;

  function next(
    left: AuthenticationType[] | null,
    isPartial: boolean | null,
  ): AnyAuthMethod | false {
    if (left === null) return { type: "none", username: credentials.username };
    offered = left;
    isPartly ||= isPartial === true;
    const method = untried.find((one) => left.includes(one));
    if (method === undefined) return false;
    untried.splice(untried.indexOf(method), 1);
    tried.push(method);
    return withCredentials(method, credentials, onPrompts);
  }

  let rounds = 0;
  function onPrompts(prompts: Prompt[], finish: KeyboardInteractiveCallback) {
    rounds += 1;
    const [question] = prompts;
    // A second question, or one whose answer may be seen, is not about the password.
    const isForPassword =
      rounds === 1 && prompts.length === 1 && question?.echo !== true;
    if (!isForPassword) asked = question?.prompt ?? "";
    finish(
      prompts.map(() => (isForPassword ? (credentials.password ?? "") : "")),
    );
  }

  function failure(): Failed {
    const takes = quote(offered.join(", "));
    const last = tried.at(-1);
    if (asked !== undefined)
      return failed(
        "login-failed",
        `the server asks ${quote(asked)}, which the password does not answer`,
      );
    if (isPartly)
      return failed(
        "login-failed",
        `the login needs more than what is set: the server also wants ${takes}`,
      );
    if (last === undefined) {
      const ours = [...new Set(given.map((one) => credentialOf[one]))];
      return failed(
        "login-not-offered",
        `the server does not take ${ours.join(" or ")}, only ${takes}`,
      );
    }
    const refused = [...new Set(tried.map((one) => credentialOf[one]))];
    return failed(
      "login-failed",
      `the server refuses ${refused.join(" and ")} of ${quote(credentials.username)}`,
    );
  }
  return { next, failure };
}

function methodsFor({ password, key }: Credentials): Method[] {
  return [
    ...(key === undefined ? [] : (["publickey"] as const)),
    ...(password === undefined
      ? []
      : (["password", "keyboard-interactive"] as const)),
  ];
}

function withCredentials(
  method: Method,
  { username, password = "", key }: Credentials,
  onPrompts: (prompts: Prompt[], finish: KeyboardInteractiveCallback) => void,
): AnyAuthMethod | false {
  switch (method) {
    case "none":
      return { type: "none", username };
    case "publickey":
      return key === undefined ? false : { type: "publickey", username, key };
    case "password":
      return { type: "password", username, password };
    case "keyboard-interactive":
      return {
        type: "keyboard-interactive",
        username,
        prompt: (_name, _instructions, _language, prompts, finish) =>
          onPrompts(prompts, finish),
      };
  }
}
