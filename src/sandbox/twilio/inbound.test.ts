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

describe("messages from phones", () => {
  let served: ServedTwilio;
  let app: ServedApp;
  let url: string;
  beforeEach(async () => {
    served = await serveTwilio();
    app = await serveApp();
    url = `${app.url}/hooks/twilio/sms?line=1`;
    await served.control("PATCH", `/numbers/${OURS}`, { smsUrl: url });
    await served.control("PATCH", "/settings", { stepMs: 0 });
  });
  afterEach(async () => {
    await served.stop();
    await app.stop();
  });

  const write = (body: string, more: object = {}) =>
    served.control("POST", `/phones/${ADA}/messages`, {
      to: OURS,
      body,
      ...more,
    });

  test("the app is told, signed, with everything that Twilio sends", async () => {
    await write("ack 12 & thanks");
    await served.hooks(0);
    const [told] = app.told;
    const { authToken, accountSid } = served.twilio.credentials;
    assert.equal(
      told?.signature,
      twilioSignature(authToken, url, told?.form ?? {}),
    );
    assert.equal(told?.form["Body"], "ack 12 & thanks");
    assert.equal(told?.form["From"], ADA);
    assert.equal(told?.form["To"], OURS);
    assert.equal(told?.form["AccountSid"], accountSid);
    assert.equal(told?.form["NumSegments"], "1");
    assert.match(told?.form["MessageSid"] ?? "", /^SM/);
  });

  test("a wrong signature, none at all, and the same twice, on demand", async () => {
    await write("forged", { signing: "wrong" });
    await write("bare", { signing: "none" });
    await write("again", { times: 2 });
    await served.hooks(3);
    const { authToken } = served.twilio.credentials;
    const judged = app.told.map(({ form, signature }) => {
      const isGood = signature === twilioSignature(authToken, url, form);
      return `${form["Body"]} ${isGood ? "good" : "bad"}`;
    });
    // Requests about different messages may overtake each other.
    assert.deepEqual(judged.toSorted(), [
      "again good",
      "again good",
      "bare bad",
      "forged bad",
    ]);
    const bare = app.told.find(({ form }) => form["Body"] === "bare");
    assert.equal(bare?.signature, undefined);
  });

  test("what the app answers in TwiML is sent back", async () => {
    app.answer = {
      status: 200,
      type: "text/xml",
      body: "<Response><Message>noted &amp; closed</Message></Response>",
    };
    await write("ack");
    const [reply] = await served.messages(1);
    assert.equal(reply?.direction, "outbound-reply");
    assert.equal(reply.body, "noted & closed");
    assert.equal(reply.to, ADA);
    const path = `/messages/${reply.sid}?status=delivered&wait=30000`;
    assert.equal((await served.control("GET", path)).status, 200);
  });

  test("an answer that Twilio cannot use is noted with its code", async () => {
    const answers: [
      status: number,
      type: string,
      body: string,
      code: number,
    ][] = [
      [200, "text/html", "<p>hello</p>", 12300],
      [200, "text/xml", "<Response>", 12100],
      [500, "text/plain", "oops", 11200],
    ];
    for (const [status, type, body, code] of answers) {
      app.answer = { status, type, body };
      const { last } = (await served.control("GET", "/hooks")).body as {
        last: number;
      };
      await write("hello");
      const [hook] = await served.hooks(last);
      assert.equal(hook?.problem, code);
    }
  });

  test("without a URL nobody is told, but it can be listed", async () => {
    await served.control("PATCH", `/numbers/${OURS}`, { smsUrl: null });
    await write("poll me");
    const query = new URLSearchParams({ To: OURS }).toString();
    const { body } = await served.call("GET", `/Messages.json?${query}`);
    const { messages } = body as { messages: { body: string }[] };
    assert.equal(messages[0]?.body, "poll me");
    assert.deepEqual(app.told, []);
  });

  test("STOP in every form bars us, START lets us in again", async () => {
    for (const word of ["STOP", " stop\n", "Unsubscribe", "OPTOUT", "REVOKE"]) {
      await write(word);
      const barred = await served.create();
      assert.equal((barred.body as { code: number }).code, 21610, word);
      const { messagingServiceSid: MessagingServiceSid } = served.twilio;
      const byService = await served.call("POST", "/Messages.json", {
        To: ADA,
        Body: "still barred",
        MessagingServiceSid,
      });
      assert.equal((byService.body as { code: number }).code, 21610);
      await write("start");
      assert.equal((await served.create()).status, 201);
    }
    await write("please do not stop");
    assert.equal((await served.create()).status, 201);
  });

  test("the app hears of STOP too, and its answer to it is dropped", async () => {
    app.answer = { status: 200, type: "text/plain", body: "why?" };
    await write("STOP");
    await served.hooks(0);
    assert.equal(app.told[0]?.form["OptOutType"], "STOP");
    await write("START");
    // One to stop, one to start; the only answer is the one to the second.
    const [reply] = await served.messages(2);
    assert.equal(reply?.body, "why?");
    assert.equal((await served.messages()).length, 3);
  });

  test("only our own numbers can be written to", async () => {
    const answer = await write("hello?", { to: "+447700900999" });
    assert.equal(answer.status, 404);
  });
});

describe("an SMS gateway", () => {
  let served: ServedTwilio;
  beforeEach(async () => {
    served = await serveTwilio();
    await served.control("PATCH", "/settings", { stepMs: 0 });
  });
  afterEach(() => served.stop());

  const gateway = (behaviour: object) =>
    served.control("PATCH", `/phones/${ADA}`, { gateway: behaviour });

  test("answers each message, giving back the nonce", async () => {
    await gateway({ afterMs: 0, text: "pong {body}" });
    await served.create({ Body: "ping $& 4711" });
    const [answer] = await served.messages(1);
    assert.equal(answer?.direction, "inbound");
    assert.equal(answer.body, "pong ping $& 4711");
    assert.equal(answer.from, ADA);
    assert.equal(answer.to, OURS);
  });

  test("from another number, with another text", async () => {
    const other = "+447700900777";
    await gateway({ afterMs: 0, text: "out of order", from: other });
    await served.create();
    const [answer] = await served.messages(1);
    assert.equal(answer?.from, other);
    assert.equal(answer.body, "out of order");
  });

  test("late: not before its time; never when the message did not arrive", async () => {
    await gateway({ afterMs: 60, text: "late" });
    const created = performance.now();
    await served.create();
    await served.messages(1);
    assert.ok(performance.now() - created >= 59);
    await served.control("PATCH", `/phones/${ADA}`, { ends: "failed" });
    const { sid } = (await served.create()).body as { sid: string };
    const path = `/messages/${sid}?status=failed&wait=30000`;
    assert.equal((await served.control("GET", path)).status, 200);
    const { body } = await served.control("GET", "/messages?after=3&wait=100");
    assert.deepEqual(body, { messages: [], last: 3 });
  });
});
