// Faults of checks that look at no port of a target: at registries, by a program, by SMS, or at what they were told.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Row } from "../../checks/contract/row.ts";
import { moveBootstrap } from "../../checks/domain/bootstrap.ts";
import type { CheckType } from "../../checks/index.ts";
import { pingWith } from "../../checks/ping.ts";
import type { Beat, Heard } from "../../domain/heard.ts";
import { DAY } from "../../domain/time.ts";
import type { Scope } from "../scope.ts";
import { type Arranged, common } from "./common.ts";
import { MEGABYTES_10, nonsense } from "./manners.ts";
import { type FaultName, faultNames } from "./names.ts";
import { replyingLine, silentLine } from "./sms-line.ts";
import { anyFailure, type Arrange, isDown, type Trial } from "./trial.ts";

/** The registry's list is what the faulty server is asked for: nobody looked at the domain. */
const domain: Arranged = Object.fromEntries(
  faultNames.flatMap((fault) => {
    const arrange = common.tcp[fault];
    return arrange === undefined ? [] : [[fault, atRegistry(arrange)]];
  }),
);

/** They are looked at one after the other, because the list is in one place at a time. */
const MOST_IN_A_ROW = 4;

function atRegistry(arrange: Arrange): Arrange {
  return async (scope, row) => {
    scope.after(() => moveBootstrap());
    const asSites: Row = {
      ...row,
      settings: (port) => [{ url: `http://127.0.0.1:${port}/dns.json` }],
    };
    const trials = await arrange(scope, asSites);
    return trials
      .slice(0, MOST_IN_A_ROW)
      .filter(({ isQuick }) => isQuick !== true)
      .map(({ typed, ...trial }) => ({
        ...trial,
        typed: { domain: "www.example.org" },
        expected: /^unknown (?!bug|stopped)\S+: \S/,
        before: () => moveBootstrap(String(typed["url"])),
      }));
  };
}

/** A ping program of these lines of shell. */
const program =
  (lines: string, expected = anyFailure, timeoutMs = 1_000): Arrange =>
  (scope) => {
    const path = mkdtempSync(join(tmpdir(), "ping-"));
    scope.after(() => rmSync(path, { recursive: true }));
    writeFileSync(join(path, "nonsense"), nonsense);
    writeFileSync(join(path, "ping"), `#!/bin/sh\ncd ${path}\n${lines}\n`, {
      mode: 0o755,
    });
    const typed = { host: "127.0.0.1" };
    return [{ typed, check: pingWith(path), expected, timeoutMs }];
  };

const pinging: Arranged = {
  "wrong-host": common.tcp["wrong-host"] ?? (() => []),
  "dns-never-answers": async (scope, row) => {
    const arrange = common.tcp["dns-never-answers"];
    const trials = (await arrange?.(scope, row)) ?? [];
    return trials.map((trial) =>
      trial.isQuick === true
        ? {
            ...trial,
            typed: { host: "also.nowhere.example.org" },
            expected: /^down no-such-host: /,
          }
        : trial,
    );
  },
  silent: program("exec /bin/sleep 60", /^down timeout: /, 150),
  flood: program(`exec /usr/bin/head -c ${MEGABYTES_10} /dev/zero`),
  garbage: program("exec /bin/cat nonsense"),
  trickles: program(
    "while :; do printf x; /bin/sleep 0.01; done",
    anyFailure,
    150,
  ),
};

function heard(words: string | null): Heard {
  const beat: Beat = {
    at: Date.now(),
    kind: "end",
    outcome: "down",
    exitCode: 255,
    runMs: null,
    text: words,
  };
  return { since: 0, lastStart: null, lastEnd: beat, deaf: null };
}

const nobody: Heard = { since: 0, lastStart: null, lastEnd: null, deaf: null };

const told =
  (what: Heard): Arrange =>
  (_scope, row) =>
    row.settings(0).map((typed) => ({ typed, heard: what, expected: isDown }));

const hearing: Arranged = {
  silent: told({ ...nobody, since: Date.now() - 400 * DAY }),
  garbage: told(heard(nonsense.toString("latin1"))),
  flood: told(heard("x".repeat(MEGABYTES_10))),
};

/** The line waits a quarter of a second less than it may. */
const SMS_MS = 400;

const replies =
  (texts: string[]): Arrange =>
  (_scope: Scope, row: Row): Trial[] =>
    row.settings(0).map((typed) => ({
      typed,
      sms:
        texts.length === 0
          ? silentLine
          : replyingLine(String(typed["to"]), texts),
      expected: isDown,
      timeoutMs: SMS_MS,
    }));

const writing: Arranged = {
  silent: replies([]),
  garbage: replies([nonsense.toString("latin1")]),
  flood: replies(["x".repeat(MEGABYTES_10)]),
  trickles: replies(Array.from({ length: 500 }, () => "x")),
};

/** By type, for all types that speak to no port. */
export const withoutPort: Partial<
  Record<CheckType, Partial<Record<FaultName, Arrange>>>
> = {
  domain,
  ping: pinging,
  heartbeat: hearing,
  push: hearing,
  sms: writing,
};
