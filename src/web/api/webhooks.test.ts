import assert from "node:assert/strict";
import { test } from "node:test";
import { openApi } from "./openapi.ts";

test("the OpenAPI document describes what webhooks are told", () => {
  const document = openApi(
    { open: [], closed: [] },
    { server: "", version: "1" },
  ) as unknown as {
    webhooks: {
      news: {
        post: {
          parameters: { name: string }[];
          requestBody: {
            content: Record<
              string,
              {
                schema: {
                  oneOf: {
                    properties: Record<string, { const?: string }>;
                    required: string[];
                  }[];
                };
              }
            >;
          };
        };
      };
    };
  };
  const { parameters, requestBody } = document.webhooks.news.post;
  assert.deepEqual(
    parameters.map(({ name }) => name),
    ["Idempotency-Key", "Allswell-Timestamp", "Allswell-Signature"],
  );
  const { oneOf } = requestBody.content["application/json"]?.schema ?? {
    oneOf: [],
  };
  assert.deepEqual(
    oneOf.map(({ properties }) => properties["type"]?.const),
    ["incidents", "maintenance", "report", "words"],
  );
  for (const { required } of oneOf)
    assert.deepEqual(required.slice(0, 3), ["id", "version", "text"]);
});
