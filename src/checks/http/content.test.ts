import assert from "node:assert/strict";
import { test } from "node:test";
import zlib from "node:zlib";
import { probeHttp, startSite, summary } from "../../testing/web.ts";
import { readContent, textOf } from "./content.ts";
import { MAX_BODY_BYTES } from "./answer-reader.ts";

const text = Buffer.from("Search ".repeat(1_000));
const zeros = Buffer.alloc(20_000_000);

const compress: Record<string, (bytes: Buffer) => Buffer> = {
  gzip: (bytes) => zlib.gzipSync(bytes),
  "x-gzip": (bytes) => zlib.gzipSync(bytes),
  deflate: (bytes) => zlib.deflateSync(bytes),
  br: (bytes) =>
    zlib.brotliCompressSync(bytes, {
      params: { [zlib.constants.BROTLI_PARAM_QUALITY]: 1 },
    }),
  zstd: (bytes) => zlib.zstdCompressSync(bytes),
};

function read(body: Buffer, encoding: string, isWhole = true) {
  const headers = { "content-encoding": encoding };
  return readContent({ ok: true, status: 200, headers, body, isWhole });
}

test("every coding that is asked for is undone, whole or cut short by ourselves", async () => {
  for (const [coding, squeeze] of Object.entries(compress)) {
    const body = squeeze(text);
    assert.deepEqual(
      await read(body, coding),
      { ok: true, body: text, isWhole: true },
      coding,
    );
    const cut = await read(body.subarray(0, body.length - 5), coding, false);
    assert.ok(cut.ok, coding);
    assert.equal(cut.isWhole, false);
    assert.ok(text.subarray(0, cut.body.length).equals(cut.body), coding);
  }
  assert.deepEqual(await read(zlib.deflateRawSync(text), "deflate"), {
    ok: true,
    body: text,
    isWhole: true,
  });
  assert.deepEqual(await read(text, "identity"), {
    ok: true,
    body: text,
    isWhole: true,
  });
  assert.deepEqual(
    await read(zlib.gzipSync(zlib.deflateSync(text)), "Deflate, GZIP"),
    { ok: true, body: text, isWhole: true },
  );
  assert.deepEqual(await read(Buffer.alloc(0), "gzip"), {
    ok: true,
    body: Buffer.alloc(0),
    isWhole: true,
  });
});

test("what is broken or cut off by the server is said to be broken", async () => {
  for (const [coding, squeeze] of Object.entries(compress)) {
    const body = squeeze(text);
    for (const broken of [
      body.subarray(0, body.length - 5),
      Buffer.from("hello, this is plain text"),
    ]) {
      const content = await read(broken, coding);
      assert.ok(!content.ok, coding);
      assert.deepEqual(content.failure, {
        kind: "encoding",
        text: `the ${coding} compression of the body is broken`,
      });
    }
  }
});

test("codings that are unknown or too many are refused", async () => {
  const unknown = await read(text, "compress");
  assert.ok(!unknown.ok);
  assert.equal(
    unknown.failure.text,
    "the body is compressed in a way not asked for",
  );
  const many = await read(text, "gzip, gzip, gzip, gzip");
  assert.ok(!many.ok);
  assert.equal(
    many.failure.text,
    "the body is compressed more often than is sane",
  );
});

test("a bomb stops at the cap, and takes no memory", async () => {
  for (const [coding, squeeze] of Object.entries(compress)) {
    const body = squeeze(zeros).subarray(0, MAX_BODY_BYTES);
    const before = process.memoryUsage().rss;
    const content = await read(body, coding);
    assert.ok(content.ok, coding);
    assert.equal(content.body.length, MAX_BODY_BYTES);
    assert.equal(content.isWhole, false);
    assert.ok(process.memoryUsage().rss - before < 32 * 1_024 * 1_024, coding);
  }
});

test("a window larger than servers may ask for is refused", async () => {
  const body = zlib.zstdCompressSync(Buffer.concat([text, zeros]), {
    params: {
      [zlib.constants.ZSTD_c_windowLog]: 27,
      [zlib.constants.ZSTD_c_enableLongDistanceMatching]: 1,
    },
  });
  assert.equal((await read(body, "zstd")).ok, false);
});

test("a compressed page is searched like any other", async (t) => {
  const origin = await startSite(t, (request, response) => {
    const coding = request.url?.slice(1) ?? "";
    response.setHeader("content-encoding", coding);
    response.end(compress[coding]?.(text) ?? text);
  });
  for (const coding of Object.keys(compress))
    assert.equal(
      summary(
        await probeHttp({ url: `${origin}/${coding}`, contains: "Search" }),
      ),
      "up",
      coding,
    );
  assert.equal(
    summary(await probeHttp({ url: `${origin}/compress` })),
    "down encoding: the body is compressed in a way not asked for",
  );
  assert.equal(
    summary(await probeHttp({ url: `${origin}/gzip`, method: "HEAD" })),
    "up",
  );
});

test("text is read in the character set that the page names", () => {
  const table: [Buffer, string | undefined, string][] = [
    [Buffer.from("Café"), undefined, "Café"],
    [Buffer.from("\ufeffCafé"), "text/html", "Café"],
    [Buffer.from("Café", "latin1"), "text/html; charset=ISO-8859-1", "Café"],
    [Buffer.from("Café", "utf16le"), 'text/html; charset="utf-16le"', "Café"],
    [Buffer.from("Café"), "text/html; charset=klingon", "Café"],
    [Buffer.from([0x61, 0xff]), "text/html", "a\ufffd"],
  ];
  for (const [body, contentType, expected] of table)
    assert.equal(
      textOf({ ok: true, body, isWhole: true }, contentType),
      expected,
    );
});
