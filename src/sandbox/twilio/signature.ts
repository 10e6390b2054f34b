import { createHmac } from "node:crypto";

/**
 * X-Twilio-Signature: HMAC-SHA1 over the whole URL and then every parameter, name and value without anything between,
 * in the order of the names. https://www.twilio.com/docs/usage/security#validating-requests
 */
export function twilioSignature(
  authToken: string,
  url: string,
  parameters: Readonly<Record<string, string>>,
): string {
  const signed = Object.keys(parameters)
    .sort()
    .map((name) => `${name}${parameters[name]}`)
    .join("");
  return createHmac("sha1", authToken)
    .update(url + signed)
    .digest("base64");
}
