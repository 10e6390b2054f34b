import assert from "node:assert/strict";
import { test } from "node:test";
import { WebClient } from "@slack/web-api";
import express from "express";
import { serve } from "../sandbox/serve-for-tests.ts";
import { readFile } from "./read-file.ts";

test("our token goes to Slack's own files alone, and never along a redirect", async (t) => {
  const asked: string[] = [];
  const note: express.RequestHandler = (request, response) => {
    asked.push(`${request.path} ${request.get("authorization") ?? "no token"}`);
    response.send("namespaces: []");
  };
  const elsewhere = await serve(express().use(note));
  t.after(() => elsewhere.stop());
  let url = "";
  const slack = await serve(
    express()
      .post("/api/files.info", (_request, response) => {
        const file = { id: "F1", name: "a.yml", user: "UADA", size: 14 };
        response.json({
          ok: true,
          file: { ...file, url_private_download: url },
        });
      })
      .get("/moved", (_request, response) => {
        response.redirect(`${elsewhere.url}/stolen`);
      })
      .use(note),
  );
  t.after(() => slack.stop());
  const client = new WebClient("xoxb-secret", {
    slackApiUrl: `${slack.url}/api/`,
  });
  for (const [address, expected] of [
    [`${elsewhere.url}/file`, /^This file is not kept by Slack itself/],
    [`${slack.url.replace("http:", "https:")}/file`, /not kept by Slack/],
    ["not an address", /not kept by Slack/],
    [`${slack.url}/moved`, /^Slack did not hand the file over \(HTTP 302\)/],
  ] as const) {
    url = address;
    const read = await readFile(client, "F1", "UADA");
    assert.match(read.ok ? "" : read.text, expected, address);
  }
  assert.deepEqual(asked, []);
  url = `${slack.url}/file`;
  assert.deepEqual(await readFile(client, "F1", "UADA"), {
    ok: true,
    name: "a.yml",
    text: "namespaces: []",
  });
  assert.deepEqual(asked, ["/file Bearer xoxb-secret"]);
});
