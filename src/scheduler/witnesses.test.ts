import assert from "node:assert/strict";
import { createServer, type Server } from "node:net";
import { type TestContext, test } from "node:test";
import { createConnector } from "../net/create-connector.ts";
import { ManualClock } from "../testing/manual-clock.ts";
import { Witnesses } from "./witnesses.ts";

const connector = createConnector({ allowNetworks: ["127.0.0.0/8"] });

/** A witness that counts who asks it. */
async function witness(t: TestContext): Promise<{
  host: string;
  port: number;
  asked: () => number;
  server: Server;
}> {
  let asked = 0;
  const server = createServer((socket) => {
    asked += 1;
    socket.on("error", () => undefined);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.after(() => server.close());
  const address = server.address();
  return {
    host: "127.0.0.1",
    port: typeof address === "object" && address !== null ? address.port : 0,
    asked: () => asked,
    server,
  };
}

test("one that answers is enough", async (t) => {
  const up = await witness(t);
  const down = { host: "127.0.0.1", port: 9 };
  assert.equal(
    await new Witnesses(
      [down, up, down],
      connector,
      new ManualClock(),
    ).anyAnswers(),
    true,
  );
});

test("where none answers it is our own line", async () => {
  const down = { host: "127.0.0.1", port: 9 };
  assert.equal(
    await new Witnesses(
      [down, down],
      connector,
      new ManualClock(),
    ).anyAnswers(),
    false,
  );
});

test("without witnesses our line is not doubted", async () => {
  assert.equal(
    await new Witnesses([], connector, new ManualClock()).anyAnswers(),
    true,
  );
});

test("a storm of failures asks once; after a while anew", async (t) => {
  const up = await witness(t);
  const clock = new ManualClock();
  const witnesses = new Witnesses([up], connector, clock);
  const answers = await Promise.all(
    Array.from({ length: 1_000 }, () => witnesses.anyAnswers()),
  );
  assert.ok(answers.every(Boolean));
  assert.equal(up.asked(), 1);
  clock.move(2_999);
  await witnesses.anyAnswers();
  assert.equal(up.asked(), 1);
  clock.move(1);
  await witnesses.anyAnswers();
  clock.move(-60_000);
  await witnesses.anyAnswers();
  assert.equal(up.asked(), 3);
});
