import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { test } from "node:test";
import { Ajv, type ValidateFunction } from "ajv";
import {
  ADA,
  OURS,
  serveTwilio,
  type ServedTwilio,
} from "./serve-twilio-for-tests.ts";

/** Twilio's own OpenAPI document: github.com/twilio/twilio-oai, spec/json/twilio_api_v2010.json. */
const file = resolve(
  import.meta.dirname,
  "../../../../shared/specs/twilio_api_v2010.json",
);
const skip = existsSync(file)
  ? false
  : "left out: Twilio's OpenAPI document is not at ../shared/specs";

const LIST = "/2010-04-01/Accounts/{AccountSid}/Messages.json";
const ONE = "/2010-04-01/Accounts/{AccountSid}/Messages/{Sid}.json";

/** Formats that JSON Schema does not know; the shapes around them are what is checked. */
const formats = Object.fromEntries(
  [
    "currency",
    "date-time-rfc-2822",
    "phone-number",
    "uri",
    "uri-map",
    "date-time",
    "int64",
    "http-method",
    "decimal",
  ].map((name) => [name, true as const]),
);

/** Checks an answer against the schema of this operation and status. */
function checker(): (
  path: string,
  method: string,
  status: number,
) => ValidateFunction {
  const ajv = new Ajv({ strict: false, allErrors: true, formats });
  const document = JSON.parse(readFileSync(file, "utf8")) as object;
  ajv.addSchema(document, "twilio");
  return (path, method, status) => {
    const pointer = ["paths", path, method, "responses", String(status)]
      .map((part) => part.replaceAll("~", "~0").replaceAll("/", "~1"))
      .map(encodeURIComponent)
      .join("/");
    const schema = `#/${pointer}/content/application~1json/schema`;
    return ajv.compile({ $ref: `twilio${schema}` });
  };
}

/** No key may be missing either: the document does not say which are required, but Twilio always sends all. */
const messageKeys = [
  "account_sid",
  "api_version",
  "body",
  "date_created",
  "date_sent",
  "date_updated",
  "direction",
  "error_code",
  "error_message",
  "from",
  "messaging_service_sid",
  "num_media",
  "num_segments",
  "price",
  "price_unit",
  "sid",
  "status",
  "subresource_uris",
  "to",
  "uri",
];

test(
  "every answer has the shape of Twilio's own specification",
  { skip },
  async () => {
    const schemaOf = checker();
    const check = (schema: ValidateFunction, body: unknown): void => {
      assert.ok(schema(body), JSON.stringify(schema.errors));
    };
    const served = await serveTwilio();
    try {
      const created = await everyKindOfMessage(served);
      const createdSchema = schemaOf(LIST, "post", 201);
      for (const body of created) check(createdSchema, body);
      const { body: page } = await served.call(
        "GET",
        "/Messages.json?PageSize=2",
      );
      check(schemaOf(LIST, "get", 200), page);
      const { messages } = (await served.call("GET", "/Messages.json"))
        .body as { messages: { sid: string }[] };
      assert.equal(messages.length, created.length + 1);
      const oneSchema = schemaOf(ONE, "get", 200);
      for (const { sid } of messages) {
        const { body } = await served.call("GET", `/Messages/${sid}.json`);
        check(oneSchema, body);
        assert.deepEqual(Object.keys(body as object).sort(), messageKeys);
      }
      // The schema would have found a mistake.
      assert.equal(oneSchema({ ...messages[0], status: "lost" }), false);
    } finally {
      await served.stop();
    }
  },
);

/** One delivered, one failed, one of a Messaging Service; and, not among the answers, one that came in. */
async function everyKindOfMessage(served: ServedTwilio): Promise<unknown[]> {
  const answers = [
    await served.create(),
    await served.create(),
    await served.call("POST", "/Messages.json", {
      To: ADA,
      Body: "by service",
      MessagingServiceSid: served.twilio.messagingServiceSid,
    }),
  ];
  const bodies = answers.map(({ body }) => body as { sid: string });
  const ends = [{ status: "sent" }, { status: "failed", errorCode: 30003 }];
  for (const [index, end] of ends.entries())
    await served.control("POST", `/messages/${bodies[index]?.sid}/status`, end);
  await served.control("POST", `/phones/${ADA}/messages`, {
    to: OURS,
    body: "hello",
  });
  return bodies;
}
