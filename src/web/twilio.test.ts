import assert from "node:assert/strict";
import { test } from "node:test";
import twilio from "twilio";
import { smsReceivedBy } from "../actions/receive-sms.ts";
import { testLog, testStore } from "../testing/database.ts";
import { contextOf } from "../testing/factory.ts";
import { startWeb } from "./server.ts";
import { twilioRouter } from "./twilio.ts";

const TOKEN = "a token for tests";
const PUBLIC = "https://allswell.example.org";
const OURS = "+447700900000";

test("Twilio tells of an SMS: kept once, and only where Twilio signed it", async (t) => {
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
  const fields = {
    MessageSid: `SM${"0a".repeat(16)}`,
    AccountSid: `AC${"0b".repeat(16)}`,
    From: "+447700900123",
    To: OURS,
    Body: "OK <b> & 'so'",
    SomethingNew: "1",
  };
  const tell = async (
    form: Record<string, string>,
    signature?: string,
    query = "",
  ): Promise<number> => {
    const path = `/hooks/twilio/sms${query}`;
    const right = twilio.getExpectedTwilioSignature(TOKEN, PUBLIC + path, form);
    const response = await fetch(`http://127.0.0.1:${web.port}${path}`, {
      method: "POST",
      body: new URLSearchParams(form),
      headers: { "X-Twilio-Signature": signature ?? right },
    });
    await response.text();
    return response.status;
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
