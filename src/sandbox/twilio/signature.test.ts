import assert from "node:assert/strict";
import { test } from "node:test";
import { twilioSignature } from "./signature.ts";

test("signs as Twilio's own libraries expect", () => {
  // The example in the tests of https://github.com/twilio/twilio-node.
  const signature = twilioSignature(
    "12345",
    "https://mycompany.com/myapp.php?foo=1&bar=2",
    {
      To: "+18005551212",
      From: "+14158675309",
      Digits: "1234",
      Caller: "+14158675309",
      CallSid: "CA1234567890ABCDE",
    },
  );
  assert.equal(signature, "RSOYDt4T1cUTdK1PDd93/VVr8B8=");
});
