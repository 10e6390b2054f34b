import assert from "node:assert/strict";
import { once } from "node:events";
import http from "node:http";
import { connect, type Socket } from "node:net";
import { after, before, describe, test } from "node:test";
import express from "express";
import { ask, serve, type Served } from "../serve-for-tests.ts";
import { createTargets, type Targets } from "./index.ts";

/** Long enough for an answer, short enough for a test of its absence. */
const PATIENCE_MS = 150;

interface View {
  name: string;
  url: string;
  port: number;
  count: number;
  way: { way: string };
  newest: { line: string; way: string } | null;
}

interface Seen {
  status?: number;
  body?: string;
  /** The code of what went wrong, "timeout" for an answer that did not come in time. */
  error?: string;
}

/** One look at a URL, on a connection of its own. */
function look(url: string, patienceMs = 5000): Promise<Seen> {
  return new Promise((resolve) => {
    let body = "";
    const request = http.get(url, { agent: false }, (response) => {
      const { statusCode: status = 0 } = response;
      response.on("data", (chunk: Buffer) => (body += chunk.toString()));
      response.on("end", () => finish({ status, body }));
      response.on("error", () => finish({ status, body, error: "cut off" }));
    });
    const timer = setTimeout(() => {
      finish({ body, error: "timeout" });
      request.destroy();
    }, patienceMs);
    const finish = (seen: Seen): void => {
      clearTimeout(timer);
      resolve(seen);
    };
    request.on("error", (error: NodeJS.ErrnoException) =>
      finish({ error: error.code ?? error.message }),
    );
  });
}

/** The end of a connection, however it comes. */
function closeOf(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    socket.on("error", () => {});
    socket.once("close", () => resolve());
  });
}

async function serveTargets(targets: Targets): Promise<Served> {
  const app = express();
  app.use("/control/targets", targets.control);
  return serve(app);
}

describe("targets", () => {
  const targets = createTargets({
    changed: () => {},
    now: () => Date.parse("2026-11-20T12:00:00Z"),
    names: ["datastore", "website"],
  });
  let served: Served;
  let url: string;
  before(async () => {
    await targets.start();
    served = await serveTargets(targets);
    url = targets.urlOf("datastore") ?? "";
  });
  after(async () => {
    await served.stop();
    await targets.stop();
  });

  const control = (method: string, path: string, body?: unknown) =>
    ask(method, `${served.url}/control/targets${path}`, body);
  const become = async (way: object): Promise<void> => {
    const answer = await control("PUT", "/datastore/way", way);
    assert.equal(answer.status, 200, JSON.stringify(answer.body));
  };
  const view = async (name = "datastore"): Promise<View> =>
    (await control("GET", `/${name}`)).body as View;

  test("are up at first, a witness among them, each on its own port", async () => {
    const { body } = await control("GET", "/");
    const { targets: all } = body as { targets: View[] };
    assert.deepEqual(
      all.map(({ name }) => name),
      ["datastore", "website", "witness"],
    );
    assert.equal(new Set(all.map(({ port }) => port)).size, 3);
    for (const target of all) {
      const { status, body: page = "" } = await look(target.url);
      assert.equal(status, 200);
      assert.match(page, new RegExp(`<h1>${target.name}</h1>`));
      assert.match(page, /Search/);
    }
  });

  test("up, error, wrong text", async () => {
    await become({ way: "error", status: 500 });
    assert.equal((await look(url)).status, 500);
    await become({ way: "error" });
    const { status, body } = await look(url);
    assert.equal(status, 503);
    assert.doesNotMatch(body ?? "", /datastore/);
    await become({ way: "wrong-text", text: "<b>parked</b>" });
    const parked = await look(url);
    assert.equal(parked.status, 200);
    assert.match(parked.body ?? "", /&lt;b>parked&lt;\/b>/);
    assert.doesNotMatch(parked.body ?? "", /datastore|Search/);
    await become({ way: "up" });
    assert.equal((await look(url)).status, 200);
  });

  test("slow: not before its time, but then in order", async () => {
    await become({ way: "slow", ms: 60 });
    const started = performance.now();
    assert.equal((await look(url)).status, 200);
    assert.ok(performance.now() - started >= 59);
  });

  test("hang: takes the request and says nothing", async () => {
    await become({ way: "hang" });
    assert.deepEqual(await look(url, PATIENCE_MS), {
      body: "",
      error: "timeout",
    });
    assert.equal((await view()).newest?.way, "hang");
  });

  test("reset", async () => {
    await become({ way: "reset" });
    assert.deepEqual(await look(url), { error: "ECONNRESET" });
  });

  test("refuse: nobody listens, open connections are cut, the port is kept", async () => {
    const { port } = await view();
    await become({ way: "up" });
    const open = connect(port, "127.0.0.1");
    await once(open, "connect");
    const cut = closeOf(open);
    await become({ way: "refuse" });
    await cut;
    assert.deepEqual(await look(url), { error: "ECONNREFUSED" });
    await become({ way: "refuse" });
    await become({ way: "up" });
    assert.equal((await look(url)).status, 200);
    assert.equal((await view()).port, port);
  });

  test("bad length: less comes than was promised", async () => {
    await become({ way: "bad-length" });
    const { status, body, error } = await look(url);
    assert.equal(status, 200);
    assert.match(body ?? "", /datastore/);
    assert.equal(error, "cut off");
  });

  test("drip: byte by byte, to the end for who waits", async () => {
    await become({ way: "drip", everyMs: 1 });
    const whole = await look(url, 10_000);
    assert.match(whole.body ?? "", /<\/html>/);
    await become({ way: "drip", everyMs: 20 });
    const { body = "", error } = await look(url, PATIENCE_MS);
    assert.equal(error, "timeout");
    assert.ok(body.length < (whole.body ?? "").length);
  });

  test("every request is counted and can be waited for", async () => {
    await become({ way: "up" });
    const { count } = await view();
    const waiting = control(
      "GET",
      `/datastore/requests?after=${count}&wait=30000`,
    );
    await look(`${url}some/path?q=1`);
    const { requests } = (await waiting).body as {
      requests: { line: string; way: string; at: number }[];
    };
    assert.deepEqual(requests, [
      {
        seq: count + 1,
        at: Date.parse("2026-11-20T12:00:00Z"),
        line: "GET /some/path?q=1",
        way: "up",
      },
    ]);
    assert.equal((await view()).count, count + 1);
  });

  test("new ones can be added and taken away", async () => {
    const added = await control("POST", "", { name: "extra" });
    assert.equal(added.status, 201);
    const { url: extra } = added.body as View;
    assert.equal((await look(extra)).status, 200);
    const again = await control("POST", "", { name: "extra" });
    assert.equal(again.status, 409);
    assert.equal((await control("DELETE", "/extra")).status, 200);
    assert.deepEqual(await look(extra), { error: "ECONNREFUSED" });
    assert.equal((await control("DELETE", "/extra")).status, 404);
  });

  const bad: [method: string, path: string, body: object, status: number][] = [
    ["PUT", "/datastore/way", { way: "sideways" }, 400],
    ["PUT", "/datastore/way", { way: "slow", ms: -1 }, 400],
    ["PUT", "/datastore/way", { way: "error", status: 200 }, 400],
    ["PUT", "/nowhere/way", { way: "up" }, 404],
    ["POST", "", { name: "no spaces please" }, 400],
  ];
  for (const [method, path, body, status] of bad)
    test(`${method} ${path} ${JSON.stringify(body)}: ${status}`, async () => {
      assert.equal((await control(method, path, body)).status, status);
    });

  test("a plain TCP target greets and gives back what it hears", async () => {
    const added = await control("POST", "", { name: "plain", kind: "tcp" });
    const { port } = added.body as View;
    const hear = async (say?: string, patienceMs = 5000): Promise<string> => {
      const socket = connect(port, "127.0.0.1");
      let heard = "";
      socket.on("data", (chunk: Buffer) => {
        heard += chunk.toString();
        if (say === undefined || heard.endsWith(say)) socket.end();
      });
      if (say !== undefined) socket.write(say);
      socket.setTimeout(patienceMs, () => socket.destroy());
      socket.on("error", (error) => (heard = String(error)));
      await closeOf(socket);
      return heard;
    };
    const set = (way: object) => control("PUT", "/plain/way", way);
    assert.equal(await hear("hello\r\n"), "plain ready\r\nhello\r\n");
    await set({ way: "wrong-text", text: "who?" });
    assert.equal(await hear(), "who?\r\n");
    await set({ way: "slow", ms: 20 });
    assert.equal(await hear(), "plain ready\r\n");
    await set({ way: "hang" });
    assert.equal(await hear(undefined, PATIENCE_MS), "");
    await set({ way: "reset" });
    assert.match(await hear(), /ECONNRESET/);
    await set({ way: "refuse" });
    assert.match(await hear(), /ECONNREFUSED/);
    assert.equal((await set({ way: "drip" })).status, 400);
    assert.equal((await view("plain")).count, 5);
  });
});

describe("surviving a restart", () => {
  const options = { changed: () => {}, now: () => 0, names: ["datastore"] };

  test("ports and ways are the same again", async () => {
    const first = createTargets(options);
    await first.start();
    const served = await serveTargets(first);
    await ask("PUT", `${served.url}/control/targets/datastore/way`, {
      way: "refuse",
    });
    await ask("POST", `${served.url}/control/targets`, { name: "more" });
    const saved: unknown = JSON.parse(JSON.stringify(first.snapshot()));
    await served.stop();
    await first.stop();

    const second = createTargets({ ...options, names: [] });
    second.load(saved);
    await second.start();
    try {
      assert.deepEqual(second.snapshot(), saved);
      const refused = await look(second.urlOf("datastore") ?? "");
      assert.deepEqual(refused, { error: "ECONNREFUSED" });
      assert.equal((await look(second.urlOf("more") ?? "")).status, 200);
    } finally {
      await second.stop();
    }
  });

  test("a port that is taken, also by one that refuses, is left alone", async () => {
    const first = createTargets(options);
    await first.start();
    const served = await serveTargets(first);
    await ask("PUT", `${served.url}/control/targets/datastore/way`, {
      way: "refuse",
    });
    const second = createTargets(options);
    second.load(first.snapshot());
    await second.start();
    try {
      for (const name of ["datastore", "witness"])
        assert.notEqual(second.urlOf(name), first.urlOf(name));
    } finally {
      await served.stop();
      await first.stop();
      await second.stop();
    }
  });

  test("something else than a snapshot is refused and changes nothing", () => {
    const targets = createTargets(options);
    const before = targets.snapshot();
    for (const damaged of [undefined, {}, { targets: [{ name: "x" }] }])
      assert.throws(() => targets.load(damaged));
    assert.deepEqual(targets.snapshot(), before);
  });
});
