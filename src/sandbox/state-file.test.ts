import assert from "node:assert/strict";
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, test } from "node:test";
import { startSandbox } from "./index.ts";
import { SlackClient } from "./slack/client.ts";
import { ask } from "./serve-for-tests.ts";
import { StateFile } from "./state-file.ts";

const networkAccounts: [string, object][] = [
  ["mastodon/accounts", { username: "grants" }],
  ["bluesky/accounts", { handle: "grants.bsky.example" }],
];

/** As those accounts do it that were added. */
function signIns(url: string): [string, RequestInit][] {
  return [
    [
      `${url}/api/v1/accounts/verify_credentials`,
      { headers: { authorization: "Bearer grants-token" } },
    ],
    [
      `${url}/xrpc/com.atproto.server.createSession`,
      {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({
          identifier: "grants.bsky.example",
          password: "grants-password",
        }),
      },
    ],
  ];
}

describe("a world in a file", () => {
  let folder = "";
  let path = "";
  let complaints: string[] = [];
  const complain = (words: string) => complaints.push(words);
  beforeEach(() => {
    complaints = [];
    folder = mkdtempSync(join(tmpdir(), "sandbox-state-"));
    path = join(folder, "world.json");
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  test("the world is there again after a restart", async (t) => {
    const first = await startSandbox({ stateFile: path });
    t.after(() => first.stop());
    await new SlackClient(first.url).type({
      user: "ada",
      channel: "#ops",
      text: "remember me",
      wait: 0,
    });
    await ask("POST", `${first.url}/control/x/tweets`, {
      username: "iati_status",
      text: "remember me too",
    });
    const target = first.targetUrl("witness");
    for (const [path, body] of networkAccounts) {
      const { status } = await ask(
        "POST",
        `${first.url}/control/${path}`,
        body,
      );
      assert.equal(status, 200, path);
    }
    const odd = { username: "not a name" };
    const refused = `${first.url}/control/mastodon/accounts`;
    assert.equal((await ask("POST", refused, odd)).status, 400);
    await first.stop();

    const second = await startSandbox({ stateFile: path });
    t.after(() => second.stop());
    const [message] = await new SlackClient(second.url).messages("#ops");
    assert.equal(message?.["text"], "remember me");
    const { body } = await ask("GET", `${second.url}/control/x/tweets`);
    assert.match(JSON.stringify(body), /remember me too/);
    assert.equal(second.targetUrl("witness"), target);
    for (const [path, body] of signIns(second.url))
      assert.equal((await fetch(path, body)).status, 200, path);
    await second.stop();
  });

  /** A part that remembers one word. */
  function word(initial: string) {
    const part = {
      word: initial,
      snapshot: () => ({ word: part.word }),
      load(snapshot: unknown) {
        const { word: loaded } = snapshot as { word: unknown };
        if (typeof loaded !== "string") throw new TypeError("not a word");
        part.word = loaded;
      },
    };
    return part;
  }

  test("changes are written soon, together, without a half-written file", async () => {
    const part = word("a");
    const file = new StateFile(path, { part });
    for (const next of ["b", "c", "d"]) {
      part.word = next;
      file.changed();
    }
    while (!existsSync(path))
      await new Promise((resolve) => setTimeout(resolve, 10));
    assert.deepEqual(JSON.parse(readFileSync(path, "utf8")), {
      part: { word: "d" },
    });
    assert.deepEqual(readdirSync(folder), ["world.json"]);
    await file.stop();
  });

  test("changes up to the stop are written", async () => {
    const part = word("a");
    const file = new StateFile(path, { part });
    part.word = "last";
    file.changed();
    await file.stop();
    const later = word("");
    new StateFile(path, { part: later }).load();
    assert.equal(later.word, "last");
  });

  for (const [name, text] of [
    ["cut off", '{"part":{"wor'],
    ["no object", "[1]"],
    ["empty", ""],
  ] as const)
    test(`a damaged file is set aside: ${name}`, () => {
      writeFileSync(path, text);
      const part = word("fresh");
      new StateFile(path, { part }, complain).load();
      assert.equal(part.word, "fresh");
      assert.deepEqual(complaints, [
        `${path} was set aside as ${path}.damaged: it is not a JSON object`,
      ]);
      assert.equal(readFileSync(`${path}.damaged`, "utf8"), text);
      assert.ok(!existsSync(path));
    });

  test("what is good in a damaged file is kept", () => {
    writeFileSync(
      path,
      JSON.stringify({ a: { word: "good" }, b: { word: 7 } }),
    );
    const [a, b] = [word("fresh"), word("fresh")];
    new StateFile(path, { a, b }, complain).load();
    assert.equal(a.word, "good");
    assert.equal(b.word, "fresh");
    assert.ok(existsSync(`${path}.damaged`));
    assert.match(complaints[0] ?? "", /damaged: b: TypeError: not a word$/);
  });

  test("a file that cannot be read is said", () => {
    new StateFile(folder, { part: word("a") }, complain).load();
    assert.match(complaints[0] ?? "", /cannot be read/);
  });

  test("a place that cannot be written is said once, and nothing else happens", async () => {
    writeFileSync(join(folder, "file"), "");
    const inFile = join(folder, "file", "world.json");
    const file = new StateFile(inFile, { part: word("a") }, complain);
    await file.stop();
    await file.stop();
    assert.equal(complaints.length, 1);
    assert.match(complaints[0] ?? "", /world\.json cannot be written/);
    assert.deepEqual(readdirSync(folder), ["file"]);
  });
});
