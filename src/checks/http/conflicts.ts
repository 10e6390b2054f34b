import type { HttpSettings } from "./settings.ts";

export interface Conflict {
  field: keyof HttpSettings;
  text: string;
}

const withoutBody = new Set(["GET", "HEAD", "OPTIONS"]);
const contentRules = ["contains", "lacks", "pattern", "jsonPath"] as const;

/** Settings of which some may be wrong: anything may stand anywhere. */
type Unjudged = Partial<Record<keyof HttpSettings, unknown>>;

/**
 * Which settings do not go together. Asked even where single fields are wrong, so that all problems are listed at once.
 */
export function conflicts(settings: Unjudged): Conflict[] {
  return [
    ...requestConflicts(settings),
    ...credentialConflicts(settings),
    ...answerConflicts(settings),
  ];
}

function requestConflicts({ method = "GET", body }: Unjudged) {
  const isSent = typeof method !== "string" || !withoutBody.has(method);
  return when(body !== undefined && !isSent, {
    field: "body",
    text: "is sent with POST, PUT, PATCH or DELETE only: choose another method",
  });
}

function credentialConflicts(settings: Unjudged): Conflict[] {
  const { secretHeader = "Authorization", headers = {} } = settings;
  const typed = Object.keys(headers ?? {}).map((name) => name.toLowerCase());
  const secretName =
    typeof secretHeader === "string" ? secretHeader.toLowerCase() : "";
  const hasSecret = settings.secretValue !== undefined;
  const isBasic = settings.username !== undefined;
  return [
    ...when(settings.password !== undefined && !isBasic, {
      field: "password",
      text: "needs a user name",
    }),
    ...when(
      settings.proxyUsername !== undefined && settings.proxy === undefined,
      {
        field: "proxyUsername",
        text: "needs a proxy",
      },
    ),
    ...when(
      settings.proxyPassword !== undefined &&
        settings.proxyUsername === undefined,
      { field: "proxyPassword", text: "needs a proxy user name" },
    ),
    ...when(hasSecret && isBasic && secretName === "authorization", {
      field: "secretValue",
      text: "would be sent in the place of the user name and password: choose one",
    }),
    ...when(
      (hasSecret && typed.includes(secretName)) ||
        (isBasic && typed.includes("authorization")),
      {
        field: "headers",
        text: "must not repeat the header of the credentials",
      },
    ),
  ];
}

function answerConflicts(settings: Unjudged): Conflict[] {
  const searched = contentRules.some((rule) => settings[rule] !== undefined);
  return [
    ...when(
      settings.method === "HEAD" && (searched || settings.html === true),
      {
        field: "method",
        text: "HEAD brings no page to look into: choose GET",
      },
    ),
    ...when(
      settings.jsonEquals !== undefined && settings.jsonPath === undefined,
      { field: "jsonEquals", text: "needs a JSON path" },
    ),
  ];
}

function when(isSo: boolean, conflict: Conflict): Conflict[] {
  return isSo ? [conflict] : [];
}
