import assert from "node:assert/strict";
import { once } from "node:events";
import { afterEach, beforeEach, describe, test } from "node:test";
import { WebSocket } from "ws";
import { PATIENCE_MS } from "../../../testing/until.ts";
import { boltApp } from "../bolt-for-tests.ts";
import type { Json } from "../json.ts";
import { serveSlack, type ServedSlack } from "../serve-slack-for-tests.ts";

describe("over a socket", () => {
  let served: ServedSlack;
  let opened: App[] = [];
  beforeEach(async () => {
    opened = [];
    served = await serveSlack();
  });
  afterEach(async () => {
    for (const { socket } of opened) socket.terminate();
    await served.stop();
  });

  interface App {
    socket: WebSocket;
    frames: Json[];
    envelopes: () => Json[];
  }

  async function address(): Promise<string> {
    const response = await fetch(`${served.slackApiUrl}apps.connections.open`, {
      method: "POST",
      headers: { authorization: `Bearer ${served.slack.settings.appToken}` },
    });
    const { url } = (await response.json()) as { url: string };
    return url;
  }

  /** A bare socket that acknowledges each envelope with what `answer` gives; "silent" acknowledges nothing. */
  async function connect(
    answer: (envelope: Json) => unknown = () => ({}),
  ): Promise<App> {
    const socket = new WebSocket(await address());
    const frames: Json[] = [];
    socket.on("message", (data: Buffer) => {
      const frame = JSON.parse(data.toString()) as Json;
      frames.push(frame);
      const payload = answer(frame);
      const { envelope_id } = frame;
      if (envelope_id !== undefined && payload !== "silent")
        socket.send(JSON.stringify({ envelope_id, payload }));
    });
    const hello = once(socket, "message");
    await hello;
    const app = {
      socket,
      frames,
      envelopes: () => frames.filter(({ envelope_id }) => envelope_id),
    };
    opened.push(app);
    return app;
  }

  const command = { user: "ada", channel: "#ops", text: "/allswell", wait: 0 };

  test("hello, then each payload in an envelope", async () => {
    const app = await connect();
    assert.equal(app.frames[0]?.["type"], "hello");
    assert.equal(app.frames[0]?.["num_connections"], 1);
    const seen = await served.client.type(command);
    assert.equal(seen.outcome, "ok");
    const [envelope] = app.envelopes();
    assert.equal(envelope?.["type"], "slash_commands");
    assert.equal(envelope?.["accepts_response_payload"], true);
    const payload = envelope?.["payload"] as Json;
    assert.equal(payload["command"], "/allswell");
  });

  test("the answer in the acknowledgement is shown", async () => {
    await connect(() => ({ text: "all is well" }));
    const seen = await served.client.type(command);
    assert.equal(seen.ephemerals[0]?.["text"], "all is well");
  });

  test("each payload goes to one of several sockets", async () => {
    const apps = [await connect(), await connect(), await connect()];
    for (let count = 0; count < 6; count += 1)
      await served.client.type(command);
    assert.deepEqual(
      apps.map((app) => app.envelopes().length),
      [2, 2, 2],
    );
  });

  test("no acknowledgement in time is what the person sees; a late one is written down", async () => {
    await served.client.set({ ackMs: 150 });
    const app = await connect(() => "silent");
    const seen = await served.client.type(command);
    assert.equal(seen.outcome, "operation_timeout");
    assert.match(seen.notice ?? "", /operation_timeout/);
    const [envelope] = app.envelopes();
    app.socket.send(JSON.stringify({ envelope_id: envelope?.["envelope_id"] }));
    const late = await served.client.records({
      kind: "late-ack",
      wait: PATIENCE_MS,
    });
    assert.equal(late.length, 1);
    const [delivery] = await served.client.records({ kind: "delivery" });
    assert.equal(delivery?.["outcome"], "operation_timeout");
  });

  test("nobody is there", async () => {
    const seen = await served.client.type(command);
    assert.equal(seen.outcome, "dispatch_failed");
  });

  test("an address opens one socket, soon", async () => {
    const url = await address();
    const first = new WebSocket(url);
    await once(first, "open");
    const second = new WebSocket(url);
    const [refused] = (await once(second, "error")) as [Error];
    assert.match(refused.message, /408/);
    first.terminate();
  });

  test("an eleventh socket is one too many", async () => {
    for (let count = 0; count < 10; count += 1) await connect();
    const { frames, socket } = await connect();
    if (socket.readyState !== WebSocket.CLOSED) await once(socket, "close");
    assert.equal(frames[0]?.["reason"], "too_many_websockets");
    assert.equal((await served.client.settings()).sockets, 10);
  });

  test("asked to come again, the real client does, and gets what comes then", async (t) => {
    const { app, start, stop } = boltApp(served, "socket", 500);
    t.after(stop);
    app.command("/allswell", async ({ ack }) => {
      await ack({ text: "here again" });
    });
    await start();
    // What the socket that goes gets is soon tried again.
    await served.client.set({ ackMs: 150 });
    await served.client.disconnect("refresh_requested");
    let seen = await served.client.type(command);
    while (seen.outcome !== "ok") seen = await served.client.type(command);
    assert.equal(seen.ephemerals[0]?.["text"], "here again");
  });

  test("cut off without a word", async () => {
    const { socket } = await connect();
    const closed = once(socket, "close");
    await served.client.disconnect("cut");
    const [code] = (await closed) as [number];
    assert.equal(code, 1006);
  });

  test("an event can come again, with its number", async () => {
    const app = await connect();
    await served.client.type({
      ...command,
      text: "@allswell hello",
    });
    const first = app.envelopes()[0]?.["payload"] as Json;
    await served.client.repeatEvent(String(first["event_id"]), 2);
    const again = app.envelopes()[1];
    assert.deepEqual(again?.["payload"], first);
    assert.equal(again?.["retry_attempt"], 2);
    assert.equal(again?.["retry_reason"], "http_timeout");
  });
});
