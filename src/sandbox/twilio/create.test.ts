import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import {
  ADA,
  OURS,
  serveTwilio,
  type ServedTwilio,
} from "./serve-twilio-for-tests.ts";

interface View {
  sid: string;
  status: string;
  from: string | null;
  messaging_service_sid: string | null;
  num_segments: string;
  date_created: string;
}

describe("creating a message", () => {
  let served: ServedTwilio;
  before(async () => {
    served = await serveTwilio();
  });
  after(() => served.stop());

  const orders = (number: string, behaviour: object) =>
    served.control("PATCH", `/phones/${number}`, behaviour);

  test("it is queued, recorded and can be fetched", async () => {
    const { status, body } = await served.create({
      Body: "Datastore is down",
    });
    assert.equal(status, 201);
    const view = body as View;
    assert.match(view.sid, /^SM[0-9a-f]{32}$/);
    assert.equal(view.status, "queued");
    assert.equal(view.date_created, "Fri, 20 Nov 2026 23:59:00 +0000");
    const [recorded] = await served.messages();
    assert.equal(recorded?.sid, view.sid);
    assert.equal(recorded.body, "Datastore is down");
    const fetched = await served.call("GET", `/Messages/${view.sid}.json`);
    assert.deepEqual(fetched, { status: 200, body });
  });

  test("a Messaging Service chooses the sender later", async () => {
    const form = { To: ADA, Body: "by service" };
    const service = served.twilio.messagingServiceSid;
    const { body } = await served.call("POST", "/Messages.json", {
      ...form,
      MessagingServiceSid: service,
    });
    const view = body as View;
    assert.equal(view.status, "accepted");
    assert.equal(view.from, null);
    assert.equal(view.num_segments, "0");
    assert.equal(view.messaging_service_sid, service);
  });

  const refused: Record<string, [form: Record<string, string>, code: number]> =
    {
      "no recipient": [{ To: "" }, 21604],
      "a recipient without a plus": [{ To: "447700900123" }, 21211],
      "a recipient with spaces": [{ To: "+44 7700 900123" }, 21211],
      "no text": [{ Body: "" }, 21602],
      "a text of 1601 characters": [{ Body: "a".repeat(1601) }, 21617],
      "no sender": [{ From: "" }, 21603],
      "somebody else's sender": [{ From: "+447700900999" }, 21606],
      "an unknown service": [
        { MessagingServiceSid: `MG${"0".repeat(32)}` },
        21701,
      ],
      itself: [{ To: OURS }, 21266],
      "a callback that is no URL": [{ StatusCallback: "later" }, 21609],
      "a callback of another kind": [{ StatusCallback: "ftp://x/y" }, 21609],
      "a callback with an underscore": [
        { StatusCallback: "https://my_host/x" },
        21609,
      ],
      "no time to deliver it": [{ ValidityPeriod: "0" }, 20422],
      "more than ten hours for it": [{ ValidityPeriod: "36001" }, 20422],
      "a time that is none": [{ ValidityPeriod: "soon" }, 20422],
      "an encoding that is neither": [{ SmartEncoded: "maybe" }, 20422],
      "a picture": [{ MediaUrl: "https://example.org/a.png" }, 20422],
    };
  for (const [what, [form, code]] of Object.entries(refused))
    test(`refused: ${what}: ${code}`, async () => {
      const count = (await served.messages()).length;
      const { status, body } = await served.create(form);
      assert.equal(status, 400);
      const { message, ...rest } = body as { message: string };
      assert.ok(message.length > 0);
      assert.deepEqual(rest, {
        code,
        more_info: `https://www.twilio.com/docs/errors/${code}`,
        status: 400,
      });
      assert.equal((await served.messages()).length, count);
    });

  test("a form of a size that cannot be a message is refused in Twilio's form", async () => {
    const { status, body } = await served.create({ Body: "a".repeat(200_000) });
    assert.equal(status, 400);
    assert.equal((body as { code: number }).code, 20422);
  });

  test("1600 characters, five minutes and a callback are fine", async () => {
    const { status } = await served.create({
      Body: "a".repeat(1600),
      ValidityPeriod: "300",
      SmartEncoded: "true",
      StatusCallback: "https://example.org/hooks?x=1",
    });
    assert.equal(status, 201);
  });

  test("a number refuses with the code that it is told to", async () => {
    const number = "+447700900200";
    for (const code of [21610, 21612, 21614, 21635, 21211, 21408, 21611]) {
      await orders(number, { refuse: code });
      const { body } = await served.create({ To: number });
      assert.equal((body as { code: number }).code, code);
    }
    await orders(number, { refuse: null });
    assert.equal((await served.create({ To: number })).status, 201);
  });

  test("a trial account writes to verified numbers only", async () => {
    await served.control("PATCH", "/settings", {
      trial: true,
      verified: [ADA],
    });
    const stranger = await served.create({ To: "+447700900300" });
    assert.equal((stranger.body as { code: number }).code, 21608);
    assert.equal((await served.create()).status, 201);
    await served.control("PATCH", "/settings", { trial: false });
  });
});

describe("who may call", () => {
  let served: ServedTwilio;
  before(async () => {
    served = await serveTwilio();
  });
  after(() => served.stop());

  const basic = (user: string, password: string): string =>
    `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`;

  test("the account with its token; everybody else is 20003", async () => {
    const { accountSid, authToken } = served.twilio.credentials;
    const wrong = [
      "",
      "Bearer x",
      basic(accountSid, "guess"),
      basic("somebody", authToken),
    ];
    for (const authorization of wrong) {
      const answer = await served.call(
        "GET",
        "/Messages.json",
        undefined,
        authorization,
      );
      assert.equal(answer.status, 401);
      assert.equal((answer.body as { code: number }).code, 20003);
    }
    const right = basic(accountSid, authToken);
    const answer = await served.call("GET", "/Messages.json", undefined, right);
    assert.equal(answer.status, 200);
  });

  test("not for another account", async () => {
    const { accountSid, authToken } = served.twilio.credentials;
    const other = `AC${"0".repeat(32)}`;
    const response = await fetch(
      `${served.url}/twilio/2010-04-01/Accounts/${other}/Messages.json`,
      { headers: { authorization: basic(accountSid, authToken) } },
    );
    assert.equal(response.status, 401);
  });

  test("what is not there is 20404", async () => {
    for (const path of [`/Messages/SM${"0".repeat(32)}.json`, "/Calls.json"]) {
      const { status, body } = await served.call("GET", path);
      assert.equal(status, 404);
      assert.equal((body as { code: number }).code, 20404);
    }
  });
});

describe("faults on demand", () => {
  let served: ServedTwilio;
  before(async () => {
    served = await serveTwilio();
  });
  after(() => served.stop());

  test("429 is 20429 and nothing was accepted", async () => {
    served.faults.add({ on: "twilio CreateMessage", kind: "429", times: 1 });
    const { status, body } = await served.create();
    assert.equal(status, 429);
    assert.equal((body as { code: number }).code, 20429);
    assert.deepEqual(await served.messages(), []);
  });

  test("accepted and then lost: it is there to be found by recipient", async () => {
    served.faults.add({
      on: "twilio CreateMessage",
      kind: "accepted-reset",
      times: 1,
    });
    await assert.rejects(served.create({ Body: "lost" }));
    const { body } = await served.call(
      "GET",
      `/Messages.json?To=${encodeURIComponent(ADA)}`,
    );
    const { messages } = body as { messages: { body: string }[] };
    assert.deepEqual(
      messages.map((message) => message.body),
      ["lost"],
    );
  });

  test("an error by its code, or one of one's own", async () => {
    const on = "twilio CreateMessage";
    served.faults.add({ on, kind: "error", times: 1, error: 21610 });
    const known = await served.create();
    assert.equal((known.body as { code: number }).code, 21610);
    const error = { code: 20001, message: "odd", status: 503 };
    served.faults.add({ on, kind: "error", times: 1, error });
    const own = await served.create();
    assert.equal(own.status, 503);
    assert.equal((own.body as { message: string }).message, "odd");
  });

  test("each call by its name", async () => {
    const calls: [name: string, method: string, path: string][] = [
      ["ListMessage", "GET", "/Messages.json"],
      ["FetchMessage", "GET", "/Messages/SM1.json"],
      ["DeleteMessage", "DELETE", "/Messages/SM1.json"],
    ];
    for (const [name, method, path] of calls) {
      served.faults.add({ on: `twilio ${name}`, kind: "500", times: 1 });
      assert.equal((await served.call(method, path)).status, 500);
    }
    const { body } = await served.control("GET", "/calls");
    const { calls: log } = body as { calls: { call: string }[] };
    assert.deepEqual(
      log.slice(-calls.length).map(({ call }) => call),
      calls.map(([name]) => name),
    );
  });
});
