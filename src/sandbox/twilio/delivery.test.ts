import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, test } from "node:test";
import {
  ADA,
  OURS,
  serveApp,
  serveTwilio,
  type ServedApp,
  type ServedTwilio,
} from "./serve-twilio-for-tests.ts";
import { twilioSignature } from "./signature.ts";
import type { Message } from "./state.ts";

interface View {
  sid: string;
  status: string;
  error_code: number | null;
  error_message: string | null;
  price: string | null;
  date_sent: string | null;
  from: string | null;
}

describe("the way of a message", () => {
  let served: ServedTwilio;
  let app: ServedApp;
  beforeEach(async () => {
    served = await serveTwilio();
    app = await serveApp();
    await served.control("PATCH", "/settings", { stepMs: 0 });
  });
  afterEach(async () => {
    await served.stop();
    await app.stop();
  });

  const orders = (behaviour: object) =>
    served.control("PATCH", `/phones/${ADA}`, behaviour);
  const send = async (form?: Record<string, string>): Promise<string> =>
    ((await served.create(form)).body as View).sid;
  const reached = async (sid: string, status: string): Promise<Message> => {
    const answer = await served.control(
      "GET",
      `/messages/${sid}?status=${status}&wait=30000`,
    );
    assert.equal(answer.status, 200, `${sid} never was ${status}`);
    return answer.body as Message;
  };
  const view = async (sid: string): Promise<View> =>
    (await served.call("GET", `/Messages/${sid}.json`)).body as View;
  const told = () => app.told.map(({ form }) => form["MessageStatus"]);

  test("queued, sending, sent, delivered; then it has a price", async () => {
    const sid = await send();
    const message = await reached(sid, "delivered");
    assert.deepEqual(
      message.history.map(({ status }) => status),
      ["queued", "sending", "sent", "delivered"],
    );
    const { price, date_sent } = await view(sid);
    assert.equal(price, "-0.00830");
    assert.equal(date_sent, "Fri, 20 Nov 2026 23:59:00 +0000");
  });

  test("a Messaging Service has chosen a sender when it is queued", async () => {
    const { messagingServiceSid } = served.twilio;
    const { body } = await served.call("POST", "/Messages.json", {
      To: ADA,
      Body: "by service",
      MessagingServiceSid: messagingServiceSid,
    });
    const { sid } = body as View;
    const message = await reached(sid, "delivered");
    assert.deepEqual(
      message.history.map(({ status }) => status),
      ["accepted", "queued", "sending", "sent", "delivered"],
    );
    assert.equal((await view(sid)).from, OURS);
  });

  test("undelivered and failed carry the code that was asked for", async () => {
    for (const ends of ["undelivered", "failed"] as const) {
      await orders({ ends, errorCode: 30006 });
      const sid = await send();
      await reached(sid, ends);
      const { error_code, error_message } = await view(sid);
      assert.equal(error_code, 30006);
      assert.equal(error_message, "Landline or unreachable carrier");
    }
  });

  test("a country without reports ends with sent; a stuck one stays queued, whatever the phone does later", async () => {
    await served.control("PATCH", "/settings", { stepMs: 50 });
    await orders({ ends: "sent" });
    const sent = await send();
    await reached(sent, "sent");
    await orders({ ends: "queued" });
    const stuck = await send();
    await orders({ ends: "delivered" });
    await reached(await send(), "delivered");
    assert.equal((await view(sent)).status, "sent");
    assert.equal((await view(stuck)).status, "queued");
  });

  test("the app is told, signed over the whole URL and every parameter", async () => {
    const url = `${app.url}/hooks/twilio/status?delivery=7`;
    const sid = await send({ StatusCallback: url });
    await reached(sid, "delivered");
    await served.hooks(1);
    assert.deepEqual(told(), ["sent", "delivered"]);
    const { authToken } = served.twilio.credentials;
    for (const { path, form, signature } of app.told) {
      assert.equal(path, "/hooks/twilio/status?delivery=7");
      assert.equal(signature, twilioSignature(authToken, url, form));
      assert.equal(form["MessageSid"], sid);
    }
  });

  test("an error code travels with the callback", async () => {
    await orders({ ends: "failed", errorCode: 30003 });
    await send({ StatusCallback: `${app.url}/status` });
    await served.hooks(0);
    assert.deepEqual(told(), ["failed"]);
    assert.equal(app.told[0]?.form["ErrorCode"], "30003");
  });

  test("the callbacks can come reversed, twice, or never", async () => {
    const outcome = async (callbacks: string, count: number) => {
      app.told.length = 0;
      await orders({ callbacks });
      const { last } = (await served.control("GET", "/hooks")).body as {
        last: number;
      };
      const sid = await send({ StatusCallback: `${app.url}/status` });
      await reached(sid, "delivered");
      if (count > 0) await served.hooks(last + count - 1);
      return told();
    };
    assert.deepEqual(await outcome("reversed", 2), ["delivered", "sent"]);
    assert.deepEqual(await outcome("twice", 4), [
      "sent",
      "sent",
      "delivered",
      "delivered",
    ]);
    assert.deepEqual(await outcome("never", 0), []);
  });

  test("a service's own callback is used where a message has none", async () => {
    const { messagingServiceSid } = served.twilio;
    await served.control("PATCH", `/services/${messagingServiceSid}`, {
      statusCallback: `${app.url}/of-the-service`,
    });
    await served.call("POST", "/Messages.json", {
      To: ADA,
      Body: "by service",
      MessagingServiceSid: messagingServiceSid,
    });
    await served.hooks(2);
    assert.deepEqual(told(), ["queued", "sent", "delivered"]);
    assert.equal(app.told[0]?.path, "/of-the-service");
  });

  test("an app that is away is noted, and nothing breaks", async () => {
    const sid = await send({ StatusCallback: "http://127.0.0.1:1/nobody" });
    await reached(sid, "delivered");
    const [hook] = await served.hooks(1);
    assert.equal(hook?.answer, null);
    assert.equal(hook.problem, 11200);
  });

  test("only a message whose way is over can be deleted", async () => {
    await orders({ ends: "sent" });
    const sid = await send();
    await reached(sid, "sent");
    const path = `/Messages/${sid}.json`;
    const early = await served.call("DELETE", path);
    assert.equal(early.status, 409);
    assert.equal((early.body as { code: number }).code, 20009);
    const hand = { status: "delivered" };
    await served.control("POST", `/messages/${sid}/status`, hand);
    assert.equal((await served.call("DELETE", path)).status, 204);
    assert.equal((await served.call("GET", path)).status, 404);
  });
});

describe("surviving a restart", () => {
  test("messages, numbers and phones are there, and what was under way goes on", async () => {
    const first = await serveTwilio();
    const { sid } = (await first.create()).body as View;
    await first.control("PATCH", `/phones/${ADA}`, { ends: "undelivered" });
    await first.control("PATCH", "/settings", { stepMs: 0 });
    const saved: unknown = JSON.parse(JSON.stringify(first.twilio.snapshot()));
    await first.stop();

    const second = await serveTwilio();
    try {
      second.twilio.load(saved);
      const path = `/messages/${sid}?status=undelivered&wait=30000`;
      assert.equal((await second.control("GET", path)).status, 200);
      assert.equal((await second.messages()).length, 1);
      for (const damaged of [undefined, {}, { messages: [] }])
        assert.throws(() => second.twilio.load(damaged));
    } finally {
      await second.stop();
    }
  });
});
