import assert from "node:assert/strict";
import { test } from "node:test";
import { fieldsOf, secretFields } from "../fields.ts";
import { httpSettings } from "./settings.ts";

/** All problems of some settings, one per line. */
function problems(typed: unknown): string[] {
  const parsed = httpSettings.safeParse(typed);
  return (parsed.error?.issues ?? []).map(
    ({ path, message }) => `${path.join(".")}: ${message}`,
  );
}

const url = "https://www.example.org/";

test("a URL alone is enough, and the rest has sensible values", () => {
  assert.deepEqual(httpSettings.parse({ url }), {
    url,
    html: false,
    statuses: "200-399",
    redirects: 5,
    method: "GET",
    secretHeader: "Authorization",
    family: "any",
    verifyTls: true,
    certificateDays: 14,
  });
});

test("what is stored is read back as the same", () => {
  const settings = httpSettings.parse({
    url: " https://www.example.org/\r\n ",
    method: "post",
    body: "a\nb",
    headers: "Accept-Language: de\nX-Trace:1",
    statuses: 200,
    redirects: "3",
    verifyTls: "no",
    jsonPath: "$.a",
    jsonEquals: 5,
    slow: "2s",
    family: "ipv4",
  });
  assert.equal(settings.url, url);
  assert.deepEqual(settings.headers, {
    "Accept-Language": "de",
    "X-Trace": "1",
  });
  assert.equal(settings.jsonEquals, "5");
  assert.deepEqual(
    httpSettings.parse(JSON.parse(JSON.stringify(settings))),
    settings,
  );
});

test("every field has words for a form, and secrets are marked", () => {
  const fields = fieldsOf(httpSettings);
  assert.equal(fields.length, Object.keys(httpSettings.shape).length);
  for (const { name, label, kind } of fields) assert.ok(label && kind, name);
  assert.deepEqual(
    fields.filter(({ isRequired }) => isRequired).map(({ name }) => name),
    ["url"],
  );
  assert.deepEqual(secretFields(httpSettings), [
    "password",
    "secretValue",
    "proxyPassword",
  ]);
});

test("each mistake is told in a sentence", () => {
  const table: [Record<string, unknown>, string][] = [
    [{}, "url: is missing"],
    [
      { url: "www.example.org/a" },
      "url: must begin with http:// or https://, for example https://www.example.org/a",
    ],
    [
      { url: "localhost:8080" },
      "url: must begin with http:// or https://, for example https://localhost:8080/",
    ],
    [
      { url: "http://[" },
      "url: is not a URL: it must look like https://www.example.org/",
    ],
    [
      { url: "http://a b/" },
      "url: is not a URL: it must look like https://www.example.org/",
    ],
    [
      { url: "ftp://example.org/" },
      "url: must begin with http:// or https:// (not ftp:)",
    ],
    [
      { url: "https://me:pass@example.org/" },
      "url: must not contain a user name or password: they have fields of their own",
    ],
    [
      { url: `https://example.org/${"a".repeat(2_000)}` },
      "url: must have at most 2000 characters",
    ],
    [{ url, contains: "" }, "contains: must not be empty"],
    [{ url, contains: "a\u0000b" }, "contains: must be one line"],
    [
      { url, pattern: "(?=x)" },
      "pattern: is not a pattern that RE2 knows: invalid or unsupported Perl syntax: `(?=`",
    ],
    [
      { url, pattern: "(a" },
      "pattern: is not a pattern that RE2 knows: missing closing ): `(a`",
    ],
    [
      { url, pattern: "a".repeat(501) },
      "pattern: must have at most 500 characters",
    ],
    [
      { url, jsonPath: "a..b" },
      "jsonPath: must be a path such as $.checks[0].status",
    ],
    [{ url, jsonEquals: "a" }, "jsonEquals: needs a JSON path"],
    [
      { url, slow: "2" },
      "slow: must be a duration with its unit, from 1ms to 1h",
    ],
    [
      { url, slow: "2 days" },
      "slow: must be a duration with its unit, from 1ms to 1h",
    ],
    [
      { url, statuses: "200-" },
      "statuses: must be statuses and ranges such as 200-399, 401",
    ],
    [{ url, redirects: 21 }, "redirects: must be a whole number from 0 to 20"],
    [{ url, redirects: 1.5 }, "redirects: must be a whole number from 0 to 20"],
    [
      { url, method: "BREW" },
      "method: must be one of: GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS",
    ],
    [{ url, verifyTls: "maybe" }, "verifyTls: must be yes or no"],
    [
      { url, body: "a" },
      "body: is sent with POST, PUT, PATCH or DELETE only: choose another method",
    ],
    [
      { url, method: "HEAD", contains: "a" },
      "method: HEAD brings no page to look into: choose GET",
    ],
    [{ url, headers: "no colon" }, 'headers: must be lines of "Name: value"'],
    [
      { url, headers: { "X-A": "b\r\nX-C: d" } },
      "headers: the value of X-A contains characters that a header cannot carry",
    ],
    [{ url, headers: { "X A": "b" } }, 'headers: "X A" is not a header name'],
    [
      { url, headers: { "x-a": "b", "X-A": "c" } },
      "headers: X-A is there twice",
    ],
    [
      { url, headers: { "Transfer-Encoding": "chunked" } },
      "headers: Transfer-Encoding cannot be set: it belongs to the connection",
    ],
    [
      { url, headers: { Authorization: "a" }, username: "me" },
      "headers: must not repeat the header of the credentials",
    ],
    [
      { url, username: "me", secretValue: "abcd" },
      "secretValue: would be sent in the place of the user name and password: choose one",
    ],
    [
      { url, username: "me", password: "abc" },
      "password: must have at least 4 characters",
    ],
    [
      { url, username: "a:b", password: "abcd" },
      "username: must not contain a colon",
    ],
    [{ url, password: "abcd" }, "password: needs a user name"],
    [
      { url, secretHeader: "Connection", secretValue: "abcd" },
      "secretHeader: Connection cannot be set: it belongs to the connection",
    ],
    [
      { url, secretValue: "abcd\u20ac" },
      "secretValue: contains characters that a header cannot carry",
    ],
    [
      { url, proxy: "https://proxy.test" },
      "proxy: must begin with http:// (not https:)",
    ],
    [{ url, proxyUsername: "me" }, "proxyUsername: needs a proxy"],
    [{ url, nope: 1 }, ': Unrecognized key: "nope"'],
  ];
  for (const [typed, expected] of table)
    assert.deepEqual(problems(typed), [expected]);
});

test("all mistakes are told at once, those between fields too", () => {
  assert.deepEqual(
    problems({
      url: "x.test",
      redirects: -1,
      method: "HEAD",
      contains: "a",
      password: "abcd",
      headers: [1],
    }).map((line) => line.split(":")[0]),
    ["url", "redirects", "headers", "password", "method"],
  );
  assert.equal(problems("no object").length, 1);
  assert.equal(problems(null).length, 1);
});
