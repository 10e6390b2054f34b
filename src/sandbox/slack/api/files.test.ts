import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import {
  errorOf,
  serveSlack,
  type ServedSlack,
} from "../serve-slack-for-tests.ts";

let served: ServedSlack;
before(async () => {
  served = await serveSlack();
});
after(() => served.stop());

const picture = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x00, 0xff]);

async function uploaded(): Promise<string> {
  const ticket = await served.web.files.getUploadURLExternal({
    filename: "chart.png",
    length: picture.length,
    alt_text: "a chart",
  });
  await fetch(ticket.upload_url ?? "", { method: "POST", body: picture });
  return ticket.file_id ?? "";
}

const complete = (id: string, more: object = {}) =>
  served.web.apiCall("files.completeUploadExternal", {
    files: [{ id, title: "Chart" }],
    ...more,
  });

test("the client's own three steps, into a channel", async () => {
  await served.web.files.uploadV2({
    channel_id: "COPS000001",
    file: picture,
    filename: "chart.png",
    alt_text: "uptime of the week",
    initial_comment: "here it is",
  });
  const message = (await served.client.messages("#ops")).at(-1);
  assert.equal(message?.["text"], "here it is");
  const [file] = (message?.["files"] ?? []) as { id: string }[];
  const info = await served.web.files.info({ file: file?.id ?? "" });
  assert.equal(info.file?.mimetype, "image/png");
  assert.equal(info.file?.size, picture.length);
  const url = info.file?.url_private ?? "";
  const { botToken } = served.slack.settings;
  const shown = await fetch(url, {
    headers: { authorization: `Bearer ${botToken}` },
  });
  assert.deepEqual(Buffer.from(await shown.arrayBuffer()), picture);
  const signIn = await fetch(url);
  assert.match(await signIn.text(), /Sign in/, "without the token");
});

test("the app must be in the channel that it shares a file in", async () => {
  const id = await uploaded();
  assert.equal(
    await errorOf(complete(id, { channel_id: "CGENERAL01" })),
    "not_in_channel",
  );
  assert.equal(
    await errorOf(complete(id, { channel_id: "CNOWHERE" })),
    "channel_not_found",
  );
});

test("nothing is completed before its bytes are there", async () => {
  const ticket = await served.web.files.getUploadURLExternal({
    filename: "a.png",
    length: 10,
  });
  assert.equal(await errorOf(complete(ticket.file_id ?? "")), "file_not_found");
  const short = await fetch(ticket.upload_url ?? "", {
    method: "POST",
    body: picture,
  });
  assert.equal(short.status, 400);
});

test("a picture can be shown in blocks once it is shared", async () => {
  const id = await uploaded();
  const show = () =>
    served.post({
      channel: "#ops",
      text: "t",
      blocks: [{ type: "image", slack_file: { id }, alt_text: "a chart" }],
    });
  assert.equal(await errorOf(show()), "invalid_blocks");
  await complete(id);
  assert.equal(await errorOf(show()), "invalid_blocks");
  await complete(id, { channel_id: "COPS000001" });
  await show();
});
