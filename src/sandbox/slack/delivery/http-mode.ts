import { createHmac } from "node:crypto";
import { parseJson } from "../json.ts";
import type { Acknowledgement, Payload, Tampering } from "./payload.ts";

export interface HttpModeOptions {
  requestUrl: string;
  signingSecret: string;
  ackMs: number;
  now: number;
}

interface SignedRequest {
  body: string;
  headers: Record<string, string>;
}

/** X-Slack-Signature: `v0=` HMAC-SHA256 of `v0:timestamp:body`. */
export function slackSignature(
  secret: string,
  timestamp: string,
  body: string,
): string {
  const hmac = createHmac("sha256", secret);
  return `v0=${hmac.update(`v0:${timestamp}:${body}`).digest("hex")}`;
}

/** HTTP mode: one signed POST for each payload; the answer is the acknowledgement. */
export async function deliverOverHttp(
  payload: Payload,
  options: HttpModeOptions,
): Promise<Acknowledgement> {
  const request = sign(encode(payload), payload, options);
  const times = payload.tampering?.times ?? 1;
  let acknowledgement = await postOnce(request, options);
  for (let sent = 1; sent < times; sent += 1)
    acknowledgement = await postOnce(request, options);
  return acknowledgement;
}

async function postOnce(
  { body, headers }: SignedRequest,
  { requestUrl, ackMs }: HttpModeOptions,
): Promise<Acknowledgement> {
  const signal = AbortSignal.timeout(ackMs);
  try {
    const response = await fetch(requestUrl, {
      method: "POST",
      body,
      headers,
      redirect: "manual",
      signal,
    });
    const text = await response.text();
    if (response.status >= 500) return { outcome: "http_service_error" };
    if (response.status !== 200) return { outcome: "http_client_error" };
    return { outcome: "ok", body: parseJson(text) ?? text };
  } catch {
    return {
      outcome: signal.aborted ? "operation_timeout" : "dispatch_failed",
    };
  }
}

function encode({ type, body }: Payload): { type: string; text: string } {
  if (type === "events_api")
    return { type: "application/json", text: JSON.stringify(body) };
  const fields =
    type === "slash_commands"
      ? (body as Record<string, string>)
      : { payload: JSON.stringify(body) };
  return {
    type: "application/x-www-form-urlencoded",
    text: new URLSearchParams(fields).toString(),
  };
}

function sign(
  { type, text }: { type: string; text: string },
  { retry, tampering = {} }: Payload,
  { signingSecret, now }: HttpModeOptions,
): SignedRequest {
  const seconds = Math.floor(now / 1000) + (tampering.skewS ?? 0);
  const timestamp = String(seconds);
  return {
    body: text,
    headers: {
      "content-type": type,
      "user-agent": "Slackbot 1.0 (+https://api.slack.com/robots)",
      "x-slack-request-timestamp": timestamp,
      ...signatureHeader(tampering, signingSecret, timestamp, text),
      ...(retry === undefined
        ? {}
        : {
            "x-slack-retry-num": String(retry.num),
            "x-slack-retry-reason": retry.reason,
          }),
    },
  };
}

function signatureHeader(
  { signature }: Tampering,
  secret: string,
  timestamp: string,
  body: string,
): Record<string, string> {
  if (signature === "missing") return {};
  const key = signature === "wrong" ? `not ${secret}` : secret;
  return { "x-slack-signature": slackSignature(key, timestamp, body) };
}
