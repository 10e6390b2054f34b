import assert from "node:assert/strict";
import { existsSync, globSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { Ajv } from "ajv";
import { parse } from "yaml";
import { builtInCommands } from "../sandbox/slack/settings.ts";
import {
  claimedCommands,
  events,
  manifest,
  type ManifestMode,
  manifestYaml,
  optionalScopes,
  scopes,
} from "./manifest.ts";

const ROOT = new URL("../../", import.meta.url);
const SPECS = new URL("../shared/specs/", ROOT);
const SCHEMA = new URL("slack-manifest.schema.json", SPECS);
const METHODS = new URL("slack-methods/methods/", SPECS);

const modes: ManifestMode[] = [
  { mode: "socket" },
  { mode: "http", url: "https://status.example.org" },
];

function read(path: string): string {
  return readFileSync(new URL(path, ROOT), "utf8");
}

/** The Web API methods that our sources call, as in "chat.postMessage". */
function calledMethods(): string[] {
  const sources = globSync(
    [
      "src/bot/**/*.ts",
      "src/announcer/slack/**/*.ts",
      "src/announcer/slack.ts",
    ],
    { cwd: ROOT.pathname },
  ).filter((path) => !path.endsWith(".test.ts"));
  const calls = sources.flatMap((path) =>
    [...read(path).matchAll(/client\.((?:[a-z]+\.)+[a-zA-Z]+)\(/g)].map(
      ([, method = ""]) => method,
    ),
  );
  return [...new Set(calls)].toSorted();
}

test("the manifest in the repository is the one that the program prints", () => {
  assert.equal(read("manifest.yml"), manifestYaml({ mode: "socket" }));
  for (const mode of modes)
    assert.deepEqual(parse(manifestYaml(mode)), manifest(mode));
});

test("Slack's own schema takes the manifest of both modes", (t) => {
  if (!existsSync(SCHEMA))
    return t.skip("slack-manifest.schema.json is not beside the repository");
  const ajv = new Ajv({
    strict: false,
    validateFormats: false,
    allErrors: true,
  });
  const validate = ajv.compile(
    JSON.parse(readFileSync(SCHEMA, "utf8")) as object,
  );
  for (const mode of modes) {
    assert.ok(validate(manifest(mode)), JSON.stringify(validate.errors));
    assert.ok(
      !validate({ ...manifest(mode), extra: 1 }),
      "the schema does look",
    );
  }
});

test("no command is one of Slack's own: one of them and Slack refuses all", () => {
  const claimed = manifest({ mode: "socket" }).features?.slash_commands?.map(
    ({ command }) => command,
  );
  assert.deepEqual(claimed, [...claimedCommands]);
  for (const command of claimedCommands) {
    assert.ok(!builtInCommands.includes(command), command);
    assert.match(command, /^\/[a-z0-9-]{1,31}$/);
  }
  assert.ok(builtInCommands.includes("/status"));
  assert.match(
    manifestYaml({ mode: "socket" }),
    /# Not \/status: Slack keeps that name/,
  );
});

test("over HTTP every request has its address, over a socket none has", () => {
  const [socket, http] = modes.map((mode) => JSON.stringify(manifest(mode)));
  assert.doesNotMatch(socket ?? "", /https:/);
  assert.equal(
    http?.match(/"https:\/\/status\.example\.org\/slack\/events"/g)?.length,
    5,
  );
  assert.match(http ?? "", /"https:\/\/status\.example\.org\/sign-in\/slack"/);
  assert.ok(manifest({ mode: "socket" }).settings?.socket_mode_enabled);
});

test("every scope is for something that the program does, and all it does has its scope", () => {
  const named = [
    ...Object.values(scopes),
    ...Object.values(optionalScopes),
  ].join(", ");
  const called = calledMethods();
  assert.ok(called.includes("chat.postMessage"));
  const free = ["auth.test", "views.open", "views.update", "views.publish"];
  for (const method of called)
    assert.ok(
      free.includes(method) || named.includes(method),
      `${method} has no scope`,
    );
  for (const [method] of named.matchAll(
    /\b(chat|conversations|usergroups|(?<!\.)users)\.[\w.]+/g,
  ))
    assert.ok(called.includes(method), `${method} is called nowhere`);
  const withScope = events.filter((event) => event !== "app_home_opened");
  for (const event of withScope)
    assert.ok(named.includes(`event ${event}`), event);
  assert.deepEqual(
    new Set(
      [...named.matchAll(/event ([a-z_.]+)/g)].map(([, event = ""]) => event),
    ),
    new Set<string | undefined>(withScope),
  );
});

test("each method's scope in Slack's reference is one that is asked for", (t) => {
  if (!existsSync(METHODS))
    return t.skip("Slack's method reference is not beside the repository");
  for (const method of calledMethods()) {
    const { scope } = JSON.parse(
      readFileSync(new URL(`${method}.json`, METHODS), "utf8"),
    ) as { scope?: { bot?: string[] } | null };
    const needed = scope?.bot ?? [];
    assert.ok(
      needed.length === 0 ||
        needed.some(
          (one) =>
            Object.hasOwn(scopes, one) || Object.hasOwn(optionalScopes, one),
        ),
      method,
    );
  }
});
