import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { EUploadMimeType, type TwitterApi } from "twitter-api-v2";
import { refusal } from "./refusal-for-tests.ts";
import { serveX, type ServedX } from "./serve-x-for-tests.ts";

/** A picture of one dot; what follows stands for every byte there is, line breaks and boundaries included. */
const png = Buffer.concat([
  Buffer.from(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==",
    "base64",
  ),
  Buffer.from(Array.from({ length: 256 }, (_, value) => value)),
  Buffer.from("\r\n--\r\n\r\n----------------------------1234\r\n"),
]);

describe("pictures", () => {
  let served: ServedX;
  let iati: TwitterApi;
  before(async () => {
    served = await serveX();
    iati = served.client("iati_status");
  });
  after(() => served.stop());

  const upload = (chunkBytes?: number): Promise<string> =>
    iati.v2.uploadMedia(
      png,
      { media_type: EUploadMimeType.Png, media_category: "tweet_image" },
      chunkBytes,
    );
  const stored = async (id: string): Promise<Buffer> => {
    const answer = await fetch(`${served.url}/control/x/media/${id}`);
    assert.equal(answer.headers.get("content-type"), "image/png");
    return Buffer.from(await answer.arrayBuffer());
  };

  test("in pieces, byte for byte, with its description, in a post", async () => {
    const id = await upload(100);
    assert.deepEqual(await stored(id), png);
    await iati.v2.createMediaMetadata(id, {
      alt_text: { text: "a single dot" },
    });
    await iati.v2.tweet("see", { media: { media_ids: [id] } });
    assert.deepEqual((await served.tweets()).at(-1)?.mediaIds, [id]);
    await iati.v2.post("tweets", { media: { media_ids: [id] } });
  });

  test("at once", async () => {
    const answer = await iati.v2.post<{ data: { id: string; size: number } }>(
      "media/upload",
      { media: png, media_category: "tweet_image" },
      { forceBodyMode: "form-data" },
    );
    assert.equal(answer.data.size, png.length);
    assert.deepEqual(await stored(answer.data.id), png);
  });

  test("somebody else's picture, an unfinished or an old one cannot be posted", async () => {
    const id = await upload();
    const media = { media_ids: [id] as [string] };
    await refusal(served.client("di_status").v2.tweet("mine", { media }));
    const begun = await iati.v2.post<{ data: { id: string } }>(
      "media/upload/initialize",
      { media_type: "image/png", total_bytes: 10 },
    );
    const unfinished = { media_ids: [begun.data.id] };
    await refusal(
      iati.v2.post("tweets", { text: "too early", media: unfinished }),
    );
    served.advance(86_401_000);
    const error = await refusal(
      iati.v2.post("tweets", { text: "late", media }),
    );
    assert.match(JSON.stringify(error.data), /media IDs are invalid/);
  });

  test("what is no picture, too large, or incomplete is refused", async () => {
    const start = (media_type: string, total_bytes: number) =>
      iati.v2.post<{ data: { id: string } }>("media/upload/initialize", {
        media_type,
        total_bytes,
      });
    await refusal(start("video/mp4", 100));
    await refusal(start("image/png", 5 * 1024 * 1024 + 1));
    const { data } = await start("image/png", 4);
    const finalize = () => iati.v2.post(`media/upload/${data.id}/finalize`);
    const incomplete = await refusal(finalize());
    assert.match(JSON.stringify(incomplete.data), /0 bytes arrived/);
    await iati.v2.post(
      `media/upload/${data.id}/append`,
      { segment_index: 0, media: Buffer.from("text") },
      { forceBodyMode: "form-data" },
    );
    const noPicture = await refusal(finalize());
    assert.match(JSON.stringify(noPicture.data), /this is not image\/png/);
    await refusal(
      iati.v2.post(
        "media/upload",
        { media: Buffer.from("text"), media_category: "tweet_image" },
        { forceBodyMode: "form-data" },
      ),
    );
    await refusal(
      iati.v2.post(`media/upload/${data.id}/append`, { media: "x" }),
    );
  });

  test("a description needs a finished picture of one's own", async () => {
    const id = await upload();
    const text = { alt_text: { text: "a dot" } };
    await refusal(served.client("di_status").v2.createMediaMetadata(id, text));
    await refusal(
      iati.v2.createMediaMetadata(id, { alt_text: { text: "a".repeat(1001) } }),
    );
  });
});
