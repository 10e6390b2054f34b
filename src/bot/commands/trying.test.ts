import assert from "node:assert/strict";
import { test } from "node:test";
import type { Trial } from "./command.ts";
import { makeMonitor, makeNamespace } from "../../testing/factory.ts";
import { type Office, openOffice, words } from "../../testing/office.ts";
import { wordsOfBlocks } from "../../testing/slack-words.ts";
import { until } from "../../testing/until.ts";

/** Presses "Test now" in the form in front, filled with these values. */
function tryOut(
  office: Office,
  values: Record<string, string | string[] | null>,
  user = "ada",
) {
  return office.slack.client.press({ user, action_id: "test_now", values });
}

/** Waits until the form says something. */
async function shown({ slack }: Office, expected: RegExp): Promise<void> {
  await until(`the form says ${expected}`, async () => {
    const records = await slack.client.records({ kind: "view" });
    return records.some(({ view }) =>
      expected.test(wordsOfBlocks((view as { blocks: unknown }).blocks)),
    );
  });
}

test("a monitor is tried before it is added: the form shows what was seen, keeps what was typed, and saves nothing", async (t) => {
  const tried: Trial[] = [];
  const office = await openOffice(t, {
    tools: {
      openSecret: (name) =>
        name === "MONITOR_SECRET_X" ? "hunter2hunter2" : undefined,
      tryOut: async (trial) => {
        tried.push(trial);
        return {
          outcome: "down",
          latencyMs: 7,
          reason: { kind: "status", text: "HTTP 503" },
          facts: { status: 503 },
        };
      },
    },
  });
  await makeNamespace(office.store);
  await office.type("/allswell add http");
  const wrong = await tryOut(office, { setting_url: "nonsense" });
  assert.match(
    words(wrong),
    /\[Test now\]\n:warning: URL must begin with http:\/\//,
  );
  await tryOut(office, {
    setting_url: "https://a.example/",
    serviceName: "Datastore",
  });
  await shown(office, /\[Test now\]\n:hourglass_flowing_sand: Looking … What/);
  await shown(
    office,
    /\[Test now\]\n:red_circle: \*https:\/\/a\.example\/\* down in 7 ms\nHTTP 503\nstatus {2}503$/,
  );
  assert.equal(tried.length, 1);
  const done = await office.submit({});
  assert.match(words(done), /^Added: IATI \/ Datastore \/ a\.example,/);
});

test("an edit is tried with the secrets that stay, and by those who may edit alone", async (t) => {
  const tried: Trial[] = [];
  const office = await openOffice(t, {
    tools: {
      tryOut: async (trial) => {
        tried.push(trial);
        return { outcome: "up", latencyMs: 7 };
      },
    },
  });
  await makeNamespace(office.store);
  await makeMonitor(office.store, {
    settings: { url: "https://a.example/", username: "ada" },
    secrets: { password: "hunter2hunter2" },
  });
  await office.type("/allswell edit datastore/front page");
  await tryOut(office, {
    setting_url: "https://b.example/",
    timeoutMs: "2s",
  });
  await shown(office, /:large_green_circle: \*https:\/\/b\.example\/\* up/);
  const [trial] = tried;
  assert.equal(trial?.timeoutMs, 2_000);
  const { password, url } = trial.settings as Record<string, string>;
  assert.deepEqual([password, url], ["hunter2hunter2", "https://b.example/"]);
  assert.match(
    words(await office.submit({})),
    /is changed: timeout 5s → 2s and url "https:\/\/a\.example\/" → "https:\/\/b\.example\/"/,
  );
});
