import { z } from "zod";
import { hookEventShape } from "../../base/hook-event.ts";

type Json = Record<string, unknown>;

const headers: Json[] = [
  header(
    "Idempotency-Key",
    "The delivery's number. What comes twice with the same is the same: act on it once.",
  ),
  header(
    "Allswell-Timestamp",
    "When this attempt was made, in seconds since 1970. Refuse what is older than five minutes.",
  ),
  header(
    "Allswell-Signature",
    '"v1=" and the HMAC-SHA256, in hexadecimal digits, of "<timestamp>.<body>" with the secret that was shown when the webhook was added.',
  ),
];

/** The `webhooks` of an OpenAPI 3.1 document: what we ask of others. */
export function webhooks(): Json {
  const { $schema: _, ...schema } = z.toJSONSchema(hookEventShape, {
    io: "output",
  });
  return {
    news: {
      post: {
        operationId: "news",
        summary: "What a namespace's people are told, as signed JSON.",
        description:
          "Any answer of 2xx says that it was taken; after 408, 425, 429, 5xx or none it comes again for a day, in order.",
        parameters: headers,
        requestBody: {
          required: true,
          content: { "application/json": { schema } },
        },
        responses: { "2XX": { description: "It was taken." } },
      },
    },
  };
}

function header(name: string, description: string): Json {
  return {
    name,
    in: "header",
    required: true,
    description,
    schema: { type: "string" },
  };
}
