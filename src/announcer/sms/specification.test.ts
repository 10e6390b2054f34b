import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import {
  createServer,
  type IncomingMessage,
  type ServerResponse,
} from "node:http";
import { resolve } from "node:path";
import { text as readAll } from "node:stream/consumers";
import { test, type TestContext } from "node:test";
import {
  type Context,
  type Document,
  OpenAPIBackend,
  type Request,
} from "openapi-backend";
import { listening } from "../../testing/listening.ts";
import { storyOf } from "../../testing/story.ts";
import { smsChannel } from "../sms.ts";
import { twilioLine } from "./line.ts";
import { twilioPhone } from "./phone.ts";

/** Twilio's own OpenAPI document: github.com/twilio/twilio-oai, spec/json/twilio_api_v2010.json. */
const file = resolve(
  import.meta.dirname,
  "../../../../shared/specs/twilio_api_v2010.json",
);
const skip = existsSync(file)
  ? false
  : "left out: Twilio's OpenAPI document is not at ../shared/specs";

/** Formats that JSON Schema does not know; the shapes around them are what is checked. */
const formats = Object.fromEntries(
  [
    "binary",
    "byte",
    "int32",
    "int64",
    "phone-number",
    "http-method",
    "date-time-rfc-2822",
    "sip",
    "currency",
    "decimal",
    "uri",
    "uri-map",
    "date-time",
  ].map((name) => [name, true as const]),
);

const ACCOUNT = `AC${"0".repeat(32)}`;
const TOKEN = "1".repeat(32);
const SERVICE = `MG${"2".repeat(32)}`;
const US = "+441632960123";
const THEM = "+447700900101";

/** A server that answers by Twilio's specification, and keeps what was asked of it. */
class Specified {
  readonly asked: { operation: string; body: Record<string, string> }[] = [];
  /** What was not as the specification wants it. */
  readonly problems: unknown[] = [];
  readonly #backend: OpenAPIBackend;

  constructor() {
    this.#backend = new OpenAPIBackend({
      definition: JSON.parse(readFileSync(file, "utf8")) as Document,
      quick: true,
      coerceTypes: true,
      ajvOpts: { strict: false, logger: false, coerceTypes: true, formats },
    });
    const answer = (
      context: Context,
      _request: IncomingMessage,
      response: ServerResponse,
    ) => this.#answer(context, response);
    const refuse = (
      context: Context,
      _request: IncomingMessage,
      response: ServerResponse,
    ) => {
      this.problems.push(context.validation?.errors ?? context.request.path);
      response.writeHead(400).end("{}");
    };
    this.#backend.register({
      CreateMessage: answer,
      ListMessage: answer,
      FetchMessage: answer,
      validationFail: refuse,
      notFound: refuse,
      notImplemented: refuse,
      unauthorizedHandler: refuse,
    });
    const credentials = Buffer.from(`${ACCOUNT}:${TOKEN}`).toString("base64");
    this.#backend.registerSecurityHandler(
      "accountSid_authToken",
      ({ request }: Context) => {
        const { authorization } = request.headers as Record<string, string>;
        return authorization === `Basic ${credentials}`;
      },
    );
  }

  async start(t: TestContext): Promise<string> {
    await this.#backend.init();
    const server = createServer(
      (request, response) => void this.#handle(request, response),
    );
    return `http://127.0.0.1:${await listening(t, server)}`;
  }

  async #handle(
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    const url = new URL(request.url ?? "/", "http://localhost");
    const form = Object.fromEntries(
      new URLSearchParams(await readAll(request)),
    );
    const asked: Request = {
      method: request.method ?? "",
      path: url.pathname,
      query: Object.fromEntries(url.searchParams),
      headers: request.headers as Record<string, string>,
      body: form,
    };
    await this.#backend.handleRequest(asked, request, response);
  }

  #answer({ operation, request }: Context, response: ServerResponse): void {
    const id = operation.operationId ?? "";
    this.asked.push({
      operation: id,
      body: request.requestBody as Record<string, string>,
    });
    const status = id === "CreateMessage" ? 201 : 200;
    const body =
      id === "ListMessage"
        ? {
            messages: [message],
            page: 0,
            page_size: 50,
            uri: "/",
            next_page_uri: null,
          }
        : message;
    const valid = this.#backend.validateResponse(body, operation, status);
    if (valid.errors !== undefined && valid.errors !== null)
      this.problems.push(valid.errors);
    response
      .writeHead(status, { "content-type": "application/json" })
      .end(JSON.stringify(body));
  }
}

const message = {
  sid: `SM${"3".repeat(32)}`,
  account_sid: ACCOUNT,
  body: "hello",
  direction: "outbound-api",
  from: US,
  to: THEM,
  status: "queued",
  error_code: null,
  error_message: null,
  num_segments: "1",
  num_media: "0",
  price: null,
  price_unit: "USD",
  messaging_service_sid: null,
  api_version: "2010-04-01",
  date_created: "Sat, 21 Nov 2026 10:02:00 +0000",
  date_sent: null,
  date_updated: "Sat, 21 Nov 2026 10:02:00 +0000",
  uri: "/",
  subresource_uris: {},
};

test(
  "every request that is sent to Twilio is one of its own specification",
  { skip },
  async (t) => {
    const specified = new Specified();
    const apiUrl = await specified.start(t);
    const account = { accountSid: ACCOUNT, authToken: TOKEN, from: US, apiUrl };
    const address = {
      deliveryId: 1,
      recipient: "UADA000001",
      threadRemoteId: null,
      since: Date.now(),
      triedAt: Date.now(),
      attempt: 1,
      credentials: { phone: THEM },
    };
    const alone = smsChannel(account);
    const payload = alone.compose(
      {
        kind: "stories",
        topic: "trouble",
        stories: [storyOf({ service: "Données – 日本" })],
        isReply: false,
        postId: 1,
        broadcast: false,
      },
      "team",
    );
    const told = smsChannel(
      { ...account, messagingServiceSid: SERVICE },
      { statusUrl: "https://allswell.example.org/hooks/twilio/status" },
    );
    for (const channel of [alone, told])
      assert.deepEqual(await channel.send(payload, address), {
        kind: "accepted",
        remoteId: message.sid,
      });
    const ours = { ...address, since: 0 };
    assert.equal((await alone.find({ body: "hello" }, ours)).kind, "found");
    const phone = twilioPhone(account);
    assert.deepEqual(await phone.statusOf(message.sid), {
      status: "queued",
      errorCode: null,
    });
    assert.deepEqual(await phone.received(0), []);
    const line = twilioLine(account, null);
    assert.ok((await line.send(THEM, "ping")).ok);
    assert.equal(await line.failureOf(message.sid), undefined);
    assert.ok((await line.repliesSince(0)).ok);

    assert.deepEqual(specified.problems, []);
    assert.deepEqual(
      specified.asked.map(({ operation }) => operation),
      [
        "CreateMessage",
        "CreateMessage",
        "ListMessage",
        "FetchMessage",
        "ListMessage",
        "CreateMessage",
        "FetchMessage",
        "ListMessage",
      ],
    );
    const [first, second] = specified.asked;
    const { body } = payload as { body: string };
    assert.deepEqual(first?.body, {
      To: THEM,
      From: US,
      Body: body,
      ValidityPeriod: 300,
    });
    assert.deepEqual(second?.body, {
      To: THEM,
      MessagingServiceSid: SERVICE,
      Body: body,
      ValidityPeriod: 300,
      StatusCallback: "https://allswell.example.org/hooks/twilio/status",
    });
  },
);

test("the specification would have found a mistake", { skip }, async (t) => {
  const specified = new Specified();
  const apiUrl = await specified.start(t);
  const account = { accountSid: "AC1", authToken: TOKEN, from: US, apiUrl };
  await smsChannel(account).send(
    { body: "x" },
    {
      deliveryId: 1,
      recipient: "U1",
      threadRemoteId: null,
      since: Date.now(),
      triedAt: Date.now(),
      attempt: 1,
      credentials: { phone: THEM },
    },
  );
  assert.ok(specified.problems.length > 0);
});
