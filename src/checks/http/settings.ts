import * as z from "zod";
import {
  certificateDaysField,
  verifyTlsField,
} from "../connection/tls-fields.ts";
import {
  choice,
  longText,
  pairs,
  secretText,
  text,
  wholeNumber,
  yesNo,
} from "../fields.ts";
import { conflicts } from "./conflicts.ts";
import {
  headerProblem,
  headersProblem,
  headerValueProblem,
} from "./headers.ts";
import { jsonPathProblem } from "./json-path.ts";
import { patternProblem } from "../pattern.ts";
import { familyField } from "../port/settings.ts";
import { slowField } from "../slow.ts";
import { statusesProblem } from "./statuses.ts";
import { tidyUrl, urlProblem } from "./url.ts";

const methods = [
  "GET",
  "HEAD",
  "POST",
  "PUT",
  "PATCH",
  "DELETE",
  "OPTIONS",
] as const;

const LONGEST_URL = 2_000;
const LONGEST_BODY = 100_000;
const MOST_REDIRECTS = 20;

/** Basic authentication ends the name at the first colon (RFC 7617). */
function usernameProblem(name: string): string | undefined {
  return name.includes(":") ? "must not contain a colon" : undefined;
}

const target = {
  url: text(
    { label: "URL", placeholder: "https://www.example.org/" },
    {
      max: LONGEST_URL,
      tidy: tidyUrl,
      judge: (url) => urlProblem(url, ["http:", "https:"]),
    },
  ),
};

const answerRules = {
  contains: text({
    label: "Contains",
    help: "The page must contain this text, letter by letter.",
    placeholder: "Search",
  }).optional(),
  lacks: text({
    label: "Does not contain",
    help: "The page must not contain this text.",
    placeholder: "Internal error",
  }).optional(),
  pattern: text(
    {
      label: "Matches pattern",
      help: "A regular expression (RE2) to be found in the page. (?i) in front ignores case, (?s) lets . match line ends.",
      placeholder: "(?i)build \\d+",
    },
    { judge: patternProblem },
  ).optional(),
  html: yesNo({
    label: "Is HTML",
    help: "The answer must say that it is HTML and look like it.",
  }).default(false),
  jsonPath: text(
    {
      label: "JSON path",
      help: "The answer must be JSON and have a value here: names after dots, positions in brackets.",
      placeholder: "$.checks[0].status",
    },
    { judge: jsonPathProblem },
  ).optional(),
  jsonEquals: text({
    label: "JSON value",
    help: "The value at the JSON path must be this.",
    placeholder: "ok",
  }).optional(),
  slow: slowField(undefined, "2s"),
  statuses: text(
    {
      label: "Accepted statuses",
      help: "HTTP statuses that count as up: numbers and ranges.",
      placeholder: "200-399, 401",
    },
    { judge: statusesProblem },
  ).default("200-399"),
  redirects: wholeNumber(
    {
      label: "Redirects",
      help: "How many are followed; 0 judges the redirect itself.",
    },
    { min: 0, max: MOST_REDIRECTS },
  ).default(5),
};

const request = {
  method: choice(methods, { label: "Method" }).default("GET"),
  headers: pairs(
    {
      label: "Headers",
      help: 'Sent with the request, one "Name: value" per line. Keep secrets out of here.',
      placeholder: "Accept-Language: de",
    },
    headersProblem,
  ).optional(),
  body: longText(
    { label: "Body", help: "Sent with POST, PUT, PATCH and DELETE." },
    { max: LONGEST_BODY },
  ).optional(),
  username: text(
    { label: "User name", help: "For basic authentication." },
    { judge: usernameProblem },
  ).optional(),
  password: secretText({ label: "Password" }).optional(),
  secretHeader: text(
    {
      label: "Secret header",
      help: "The header that carries the secret value.",
    },
    { judge: (name) => headerProblem(name, "") },
  ).default("Authorization"),
  secretValue: secretText(
    {
      label: "Secret value",
      help: "Sent as the secret header, and only to the origin of the URL.",
      placeholder: "Bearer …",
    },
    headerValueProblem,
  ).optional(),
};

const connection = {
  family: familyField(),
  verifyTls: verifyTlsField(),
  certificateDays: certificateDaysField(),
  proxy: text(
    {
      label: "Proxy",
      help: "An HTTP proxy to go through.",
      placeholder: "http://proxy.example.org:3128",
    },
    { tidy: tidyUrl, judge: (url) => urlProblem(url, ["http:"]) },
  ).optional(),
  proxyUsername: text(
    { label: "Proxy user name" },
    { judge: usernameProblem },
  ).optional(),
  proxyPassword: secretText({ label: "Proxy password" }).optional(),
};

/** The settings of an HTTP check, in the order of its form. */
export const httpSettings = z
  .strictObject({ ...target, ...answerRules, ...request, ...connection })
  .superRefine(
    (settings, context) => {
      for (const { field, text } of conflicts(settings))
        context.addIssue({ code: "custom", path: [field], message: text });
    },
    { when: ({ value }) => typeof value === "object" && value !== null },
  );

export type HttpSettings = z.infer<typeof httpSettings>;
