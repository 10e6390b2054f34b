import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { methods } from "./methods.ts";

/** Slack's own method reference as data; not part of this repository. */
const reference = new URL(
  "../../../../../shared/specs/slack-methods/methods/",
  import.meta.url,
);

interface Reference {
  scope: { bot?: string[] } | null;
  rate_limits: string;
  json_input_supported?: boolean;
  args: { required: string[] };
  errors: Record<string, unknown>;
}

const tiers: Record<string, unknown> = {
  t1: 1,
  t2: 2,
  t3: 3,
  t4: 4,
  t5: "special",
};

const skip = existsSync(reference)
  ? false
  : "left out: the method reference (../shared/specs/slack-methods) is not here";

for (const [name, method] of Object.entries(methods))
  test(`${name} as in Slack's method reference`, { skip }, () => {
    const text = readFileSync(new URL(`${name}.json`, reference), "utf8");
    const { scope, rate_limits, json_input_supported, args } = JSON.parse(
      text,
    ) as Reference;
    assert.deepEqual(method.scopes.toSorted(), scope?.bot?.toSorted() ?? []);
    assert.deepEqual(
      method.required.toSorted(),
      args.required.filter((argument) => argument !== "token").toSorted(),
    );
    assert.equal(method.tier, tiers[rate_limits]);
    assert.equal(method.takesJson, json_input_supported ?? false);
  });
