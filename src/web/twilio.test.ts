import assert from "node:assert/strict";
import { test, type TestContext } from "node:test";
import twilio from "twilio";
import { smsReceivedBy } from "../actions/paging/receive-sms.ts";
import { rows, type Store } from "../store/db.ts";
import { testLog, testStore } from "../testing/database.ts";
import { contextOf } from "../testing/factory.ts";
import { startWeb } from "./server.ts";
import { twilioRouter } from "./twilio.ts";

const TOKEN = "a token for tests";
const PUBLIC = "https://allswell.example.org";
const OURS = "+447700900000";

type Tell = (
  path: string,
  form: Record<string, string>,
  signature?: string,
) => Promise<number>;

/** Twilio's hooks of a program, and how Twilio tells them something, signed as it should be unless it is said otherwise. */
async function hooks(t: TestContext): Promise<{ store: Store; tell: Tell }> {
  const store = await testStore(t);
  const web = await startWeb({
    port: 0,
    bind: "127.0.0.1",
    log: testLog,
    routers: [
      twilioRouter({
        context: () => contextOf(store),
        authToken: TOKEN,
        publicUrl: PUBLIC,
      }),
    ],
  });
  t.after(() => web.stop());
  const tell: Tell = async (path, form, signature) => {
    const right = twilio.getExpectedTwilioSignature(TOKEN, PUBLIC + path, form);
    const response = await fetch(`http://127.0.0.1:${web.port}${path}`, {
      method: "POST",
      body: new URLSearchParams(form),
      headers: { "X-Twilio-Signature": signature ?? right },
    });
    await response.text();
    return response.status;
  };
  return { store, tell };
}

test("Twilio tells of an SMS: kept once, and only where Twilio signed it", async (t) => {
  const { store, tell: tellAt } = await hooks(t);
  const tell = (
    form: Record<string, string>,
    signature?: string,
    query = "",
  ): Promise<number> => tellAt(`/hooks/twilio/sms${query}`, form, signature);
  const fields = {
    MessageSid: `SM${"0a".repeat(16)}`,
    AccountSid: `AC${"0b".repeat(16)}`,
    From: "+447700900123",
    To: OURS,
    Body: "OK <b> & 'so'",
    SomethingNew: "1",
  };
  const kept = async (): Promise<string[]> =>
    (await smsReceivedBy(contextOf(store), OURS, 0)).map(({ text }) => text);

  assert.equal(await tell(fields, ""), 403);
  assert.equal(await tell(fields, "bm9uc2Vuc2U="), 403);
  const other = twilio.getExpectedTwilioSignature(
    "another token",
    `${PUBLIC}/hooks/twilio/sms`,
    fields,
  );
  assert.equal(await tell(fields, other), 403);
  assert.deepEqual(await kept(), []);
  assert.equal(await tell(fields), 200);
  assert.equal(await tell(fields), 200, "told again: our answer was lost");
  assert.equal(await tell(fields, undefined, "?from=proxy"), 200);
  assert.deepEqual(await kept(), [fields.Body]);
  assert.equal(await tell({ MessageSid: "nonsense" }), 200, "nothing to keep");
  assert.deepEqual(await kept(), [fields.Body]);
});

test("Twilio tells how an SMS of ours does: the furthest stage stays, whatever comes first", async (t) => {
  const { store, tell } = await hooks(t);
  const path = "/hooks/twilio/status";
  const sid = `SM${"0c".repeat(16)}`;
  const told = (status: string, more: Record<string, string> = {}) => ({
    MessageSid: sid,
    MessageStatus: status,
    SomethingNew: "1",
    ...more,
  });
  const known = (): Promise<unknown[]> =>
    rows(store.db, "SELECT sid, status, error_code FROM sms_statuses");
  assert.equal(await tell(path, told("delivered"), "bm9uc2Vuc2U="), 403);
  const elsewhere = twilio.getExpectedTwilioSignature(
    TOKEN,
    `${PUBLIC}/hooks/twilio/sms`,
    told("delivered"),
  );
  assert.equal(await tell(path, told("delivered"), elsewhere), 403);
  assert.deepEqual(await known(), []);
  for (const status of ["sent", "queued", "teleported", "sending"])
    assert.equal(await tell(path, told(status)), 200);
  assert.deepEqual(await known(), [{ sid, status: "sent", error_code: null }]);
  assert.equal(
    await tell(path, told("undelivered", { ErrorCode: "30005" })),
    200,
  );
  assert.equal(await tell(path, told("sent")), 200);
  assert.equal(await tell(path, { MessageSid: "nonsense" }), 200);
  assert.deepEqual(await known(), [
    { sid, status: "undelivered", error_code: 30_005 },
  ]);
});

test("what is longer than anything of Twilio's is refused as that, and is no fault of ours", async (t) => {
  const { tell } = await hooks(t);
  for (const path of ["/hooks/twilio/sms", "/hooks/twilio/status"])
    assert.equal(await tell(path, { Body: "x".repeat(70_000) }, ""), 413);
});
