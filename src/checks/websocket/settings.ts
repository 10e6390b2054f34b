import * as z from "zod";
import {
  certificateDaysField,
  verifyTlsField,
} from "../connection/tls-fields.ts";
import { pairs, secretText, text, yesNo } from "../fields.ts";
import {
  headerProblem,
  headersProblem,
  headerValueProblem,
} from "../http/headers.ts";
import { tidyUrl, urlProblem } from "../http/url.ts";
import { patternProblem } from "../pattern.ts";
import { evenIfIncomplete } from "../port/settings.ts";
import { slowField } from "../slow.ts";

const LONGEST_URL = 2_000;
const LONGEST_MESSAGE = 2_000;

/** What ws and http.request write themselves, or take for their own. */
const ownHeaders = /^(?:sec-websocket-.*|connection|upgrade|host)$/i;

const fields = z.strictObject({
  url: text(
    { label: "URL", placeholder: "wss://www.example.org/socket" },
    {
      max: LONGEST_URL,
      tidy: (written) => tidyUrl(written).replace(/#.*$/, ""),
      judge: (url) => urlProblem(url, ["ws:", "wss:"]),
    },
  ),
  send: text(
    {
      label: "Send",
      help: "A text message, sent once the connection stands. Keep secrets out of here.",
      placeholder: '{"type":"ping"}',
    },
    { max: LONGEST_MESSAGE },
  ).optional(),
  expect: text(
    {
      label: "Expect",
      help: "A regular expression (RE2) to be found in one of the messages that come. Without it any message will do, where something is sent.",
      placeholder: '"type": ?"pong"',
    },
    { judge: patternProblem },
  ).optional(),
  slow: slowField(),
  ping: yesNo({
    label: "Ping",
    help: "Ask for a sign of life in the protocol's own way as well.",
  }).default(true),
  subprotocol: text(
    {
      label: "Subprotocol",
      help: "Asked for, and to be agreed on.",
      placeholder: "graphql-ws",
    },
    { judge: subprotocolProblem },
  ).optional(),
  headers: pairs(
    {
      label: "Headers",
      help: 'Sent with the handshake, one "Name: value" per line. Keep secrets out of here.',
      placeholder: "Origin: https://www.example.org",
    },
    (headers) =>
      headersProblem(headers) ?? firstProblem(Object.keys(headers), ownProblem),
  ).optional(),
  secretHeader: text(
    {
      label: "Secret header",
      help: "The header that carries the secret value.",
    },
    { judge: (name) => headerProblem(name, "") ?? ownProblem(name) },
  ).default("Authorization"),
  secretValue: secretText(
    {
      label: "Secret value",
      help: "Sent as the secret header.",
      placeholder: "Bearer …",
    },
    headerValueProblem,
  ).optional(),
  verifyTls: verifyTlsField(),
  certificateDays: certificateDaysField(),
});

export type WebSocketSettings = z.output<typeof fields>;

/** The settings of a WebSocket check, in the order of its form. */
export const webSocketSettings = fields.superRefine((settings, context) => {
  if (repeatsSecretHeader(settings))
    context.addIssue({
      code: "custom",
      path: ["headers"],
      message: "must not repeat the header of the credentials",
    });
}, evenIfIncomplete);

/** Settings of which some may be wrong: anything may stand anywhere. */
type Unjudged = Partial<Record<keyof WebSocketSettings, unknown>>;

function repeatsSecretHeader(settings: Unjudged): boolean {
  const { headers, secretHeader = "Authorization", secretValue } = settings;
  const typed = Object.keys(headers ?? {}).map((name) => name.toLowerCase());
  return (
    secretValue !== undefined &&
    typeof secretHeader === "string" &&
    typed.includes(secretHeader.toLowerCase())
  );
}

function ownProblem(name: string): string | undefined {
  return ownHeaders.test(name)
    ? `${name} is written by the check itself`
    : undefined;
}

function firstProblem(
  names: string[],
  problem: (name: string) => string | undefined,
): string | undefined {
  return names.map(problem).find((text) => text !== undefined);
}

/** A token, as RFC 6455 wants it. */
function subprotocolProblem(name: string): string | undefined {
  return /^[\w!#$%&'*+.^`|~-]+$/.test(name)
    ? undefined
    : "must be one word, such as graphql-ws";
}
