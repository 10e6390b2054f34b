import assert from "node:assert/strict";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import {
  findPanel,
  makePanel,
  makePrinterPanel,
  removePanel,
  renewPanelToken,
} from "../actions/panels/panels.ts";
import { panelCommand } from "../cli/panel.ts";
import { DAY, HOUR, MINUTE } from "../domain/time.ts";
import { rows } from "../store/db.ts";
import {
  contextOf,
  granted,
  makeMonitor,
  makeNamespace,
} from "../testing/factory.ts";
import { hostileTexts } from "../testing/hostile.ts";
import { openMachine } from "../testing/machine.ts";
import { targetById } from "../actions/targets/find-target.ts";

const red = Buffer.from(
  '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20"><script>alert(1)</script><rect width="40" height="20" fill="red"/></svg>',
);

/** A PNG of so many dots, with a text that says where it was made. */
function png(width: number, height: number): Buffer {
  const chunk = (type: string, data: Buffer): Buffer => {
    const frame = Buffer.alloc(8);
    frame.writeUInt32BE(data.length);
    frame.write(type, 4, "latin1");
    return Buffer.concat([frame, data, Buffer.alloc(4)]);
  };
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width);
  header.writeUInt32BE(height, 4);
  return Buffer.concat([
    Buffer.from("89504e470d0a1a0a", "hex"),
    chunk("IHDR", header),
    chunk("tEXt", Buffer.from("Comment\0made on db01.internal")),
    chunk("IDAT", Buffer.from("pixels")),
    chunk("IEND", Buffer.alloc(0)),
    Buffer.from("<script>behind the end</script>"),
  ]);
}

/** The frames of a JPEG with a camera's words. */
const jpeg = Buffer.concat([
  Buffer.from("ffd8", "hex"),
  Buffer.from("ffe1000c", "hex"),
  Buffer.from("Exif  GPS!"),
  Buffer.from("ffc0000b080010002001012200", "hex"),
  Buffer.from("ffda000401ff", "hex"),
  Buffer.from("scan"),
  Buffer.from("ffd9", "hex"),
  Buffer.from("<script>behind the end</script>"),
]);

async function furnished(t: TestContext) {
  const machine = await openMachine(t);
  const { store, clock, origin, renew } = machine;
  await makeNamespace(store);
  await makeMonitor(store);
  const context = () => contextOf(store, { now: clock.now() });
  const { slug, token } = granted(
    await makePanel(context(), {
      name: "Network <b>weather</b>",
      namespaceSlug: "iati",
      expectedEveryMs: HOUR,
    }),
  );
  const push = async (
    body: Buffer | string,
    {
      to = slug,
      with: bearer = token,
      type,
    }: { to?: string; with?: string; type?: string } = {},
  ) => {
    const response = await fetch(`${origin}/panels/${to}`, {
      method: "POST",
      headers: {
        Authorization: `Bearer ${bearer}`,
        ...(type === undefined ? {} : { "Content-Type": type }),
      },
      body: Buffer.from(body),
    });
    return { status: response.status, text: await response.text() };
  };
  const page = async () => {
    await renew();
    return (await fetch(`${origin}/n/iati`)).text();
  };
  const image = async () => {
    const src = /src="(\/panels\/[^"]*)"/.exec(await page())?.[1] ?? "";
    const response = await fetch(`${origin}${src}`);
    return {
      src,
      headers: response.headers,
      bytes: Buffer.from(await response.arrayBuffer()),
    };
  };
  return { ...machine, context, slug, token, push, page, image };
}

test("a script shows a picture on the page: sniffed, cleaned, with its age, and said to be old when it is", async (t) => {
  const { push, page, image, clock, origin } = await furnished(t);
  assert.doesNotMatch(
    await page(),
    /id="panels"/,
    "nothing is shown before a push",
  );
  const drawn = await push(red, { type: "text/html" });
  assert.deepEqual(drawn, {
    status: 200,
    text: "Network <b>weather</b> is renewed.\n",
  });
  const shown = await page();
  assert.match(
    shown,
    /<h3 id="panel-network-b-weather-b">Network &lt;b&gt;weather&lt;\/b&gt;<\/h3>/,
  );
  assert.match(shown, /width="80"\s+height="40"/);
  const first = await (await fetch(`${origin}/`)).text();
  assert.match(first, /src="\/panels\/network-b-weather-b\/image/);
  assert.match(shown, /Renewed <time/);
  const svg = await image();
  assert.equal(svg.headers.get("content-type"), "image/png");
  assert.equal(svg.headers.get("x-content-type-options"), "nosniff");
  assert.equal(
    svg.headers.get("content-security-policy"),
    "default-src 'none'",
  );
  assert.match(svg.headers.get("cache-control") ?? "", /immutable/);
  assert.equal(svg.bytes.toString("latin1", 1, 4), "PNG");
  for (const [picture, type] of [
    [png(30, 20), "image/png"],
    [jpeg, "image/jpeg"],
  ] as const) {
    assert.equal((await push(picture, { type: "image/svg+xml" })).status, 200);
    const { bytes, headers, src } = await image();
    assert.equal(headers.get("content-type"), type);
    assert.doesNotMatch(bytes.toString("latin1"), /internal|GPS|script/);
    assert.notEqual(src, svg.src, "another picture has another address");
  }
  assert.match(await page(), /width="32"\s+height="16"/);
  clock.move(3 * HOUR);
  assert.match(
    await page(),
    /<article\s+class="panel old"[\s\S]*Old:<\/strong> renewed/,
  );
});

test("numbers are told as lines or as JSON, and drawn once there are some", async (t) => {
  const { push, page, clock, store } = await furnished(t);
  for (let n = 0; n < 4; n++) {
    assert.equal(
      (await push(`tickets open=${10 + n}\nroom=21.${n} °C\n`)).status,
      200,
    );
    clock.move(MINUTE);
  }
  assert.equal(
    (
      await push(
        JSON.stringify({ values: [{ name: "queue", value: 1234567.891 }] }),
      )
    ).status,
    200,
  );
  const shown = await page();
  assert.match(
    shown,
    /<dt>tickets open<\/dt>\s*<dd>\s*<span\s*>13<\/span\s*>\s*<svg/,
  );
  assert.match(shown, /<dd>\s*<span\s*>21\.3 °C/);
  assert.match(shown, /<dd>\s*<span\s*>1,234,567\.89<\/span\s*>\s*<\/dd>/);
  for (let n = 0; n < 9; n++)
    assert.equal((await push(`series ${n}=1`)).status, 200);
  const age = async () => /Renewed <time datetime="(.*?)"/.exec(await page());
  const renewed = (await age())?.[1];
  clock.move(MINUTE);
  assert.equal((await push("series 9=1")).status, 422);
  assert.equal((await age())?.[1], renewed, "what was refused renews nothing");
  await rows(
    store.db,
    "INSERT INTO panel_values SELECT 1, 'tickets open', now() - n * interval '1 minute', n, '' FROM generate_series(100, 900) n RETURNING 1",
  );
  await push("tickets open=99");
  const [{ count } = { count: 0 }] = await rows<{ count: number }>(
    store.db,
    "SELECT count(*) AS count FROM panel_values WHERE name = 'tickets open'",
  );
  assert.equal(count, 200, "of each number so much is kept as is shown");
  clock.move(40 * DAY);
  assert.equal(
    (await push("another=1")).status,
    200,
    "what is not told any more makes room",
  );
});

test("a number that is not told any more is said to be old beside those that are", async (t) => {
  const { push, page, clock } = await furnished(t);
  await push("tickets open=10\nroom=21 °C");
  const told = new Date(clock.now()).toISOString();
  clock.move(HOUR);
  await push("room=22 °C");
  assert.doesNotMatch(await page(), /Old:/);
  const version = /data-version="(.*?)"/;
  const [, before] = version.exec(await page()) ?? [];
  clock.move(61 * MINUTE);
  const shown = await page();
  assert.match(
    shown,
    new RegExp(
      `<dt>tickets open <span class="age"\\s*><strong>Old:</strong> told <time datetime="${told}"`,
    ),
  );
  assert.equal(shown.match(/Old:/g)?.length, 1);
  assert.notEqual(version.exec(shown)?.[1], before, "open pages show it, too");
  clock.move(HOUR);
  assert.equal((await page()).match(/Old:/g)?.length, 1, "all of it is");
});

test("what is no panel is refused in a sentence, and many wrong tokens are turned away", async (t) => {
  const { push, slug, context, page } = await furnished(t);
  const table: [Buffer | string, number, RegExp][] = [
    ["", 400, /Nothing was pushed/],
    ["  \n", 400, /Nothing was pushed/],
    ["tickets", 400, /a name, \\"=\\" and a number/],
    ["tickets=many", 400, /a name/],
    ["=1", 400, /A number has a name/],
    ["x=1e999", 400, /a name/],
    ['{"values": [{"name": "x", "val', 400, /begins as JSON does/],
    ['{"values": [{"name": "x", "value": "1"}]}', 400, /must be a number/],
    ['{"values": []}', 400, /must hold a number/],
    ['{"__proto__": 1}', 400, /is not known here|values/],
    [png(30, 20).subarray(0, 60), 400, /broken/],
    [jpeg.subarray(0, 20), 400, /broken/],
    [png(5_000, 20), 400, /4096 dots/],
    ["<svg><not closed", 400, /cannot be drawn/],
    ["<html><svg></svg></html>", 400, /cannot be drawn/],
    [Buffer.alloc(2_000_001, 1), 413, /More than 2 MB/],
    [Buffer.from("ff00ff00", "hex"), 400, /of no format that is known: push/],
    ["GIF89a\u0001\u0000", 400, /of the format GIF: push a PNG, JPEG or SVG/],
    [Buffer.from("RIFF\u0010\0\0\0WEBPVP8 "), 400, /of the format WebP/],
  ];
  for (const [body, status, words] of table) {
    const answer = await push(body);
    assert.equal(
      answer.status,
      status,
      `${body.toString().slice(0, 40)} ${answer.text}`,
    );
    assert.match(answer.text, words);
  }
  assert.equal((await push("x=1", { to: "other" })).status, 403);
  assert.equal((await push("x=1", { to: "%00" })).status, 403);
  const wrong = await Promise.all(
    Array.from({ length: 40 }, (_, n) =>
      push("x=1", { with: `panel_${"x".repeat(38)}${10_000 + n}` }),
    ),
  );
  assert.deepEqual(
    [401, 429].map(
      (status) => wrong.filter((one) => one.status === status).length,
    ),
    [20, 20],
  );
  assert.equal((await push("x=1")).status, 200, "the right one still gets in");
  assert.doesNotMatch(await page(), /undefined|NaN/);
  const found = granted(await findPanel(context(), slug));
  const renewed = granted(await renewPanelToken(context(), found.panel));
  assert.equal(
    (await push("x=1")).status,
    401,
    "the old token is none any more",
  );
  assert.match(renewed.token, /^panel_/);
  granted(await removePanel(context(), found.panel));
  assert.doesNotMatch(await page(), /id="panels"/);
});

test("hostile names and units stay text", async (t) => {
  const { push, page, store } = await furnished(t);
  let kept = 0;
  for (const text of hostileTexts.filter(
    ({ length }, n) => length < 100 && n % 2 === 0,
  )) {
    await store.db.query(
      "UPDATE panels SET pushed_at = NULL; DELETE FROM panel_values",
    );
    const { status } = await push(
      JSON.stringify({
        values: [{ name: text, value: 1, unit: text.slice(0, 5) }],
      }),
    );
    assert.ok([200, 400, 429].includes(status), `${status} ${text}`);
    kept += Number(status === 200);
  }
  assert.ok(kept > 10);
  const name = "<img src=x onerror=alert(1)>";
  await store.db.query("DELETE FROM panel_values");
  await store.db.query(
    "INSERT INTO panel_values VALUES (1, $1, now(), 1, $1); ",
    [name],
  );
  await store.db.query(
    "UPDATE panels SET pushed_at = now() + interval '1 second'",
  );
  assert.doesNotMatch(await page(), /<img src=x/);
});

test("a printer shows its own levels where that is switched on", async (t) => {
  const { store, context, page, clock } = await furnished(t);
  const { monitor } = await makeMonitor(store, {
    serviceName: "Printer",
    type: "printer",
    settings: { host: "10.1.2.3" },
  });
  await rows(
    store.db,
    `INSERT INTO monitor_facts (monitor_id, at, facts) VALUES ($1, to_timestamp($2::float8 / 1000),
       '{"black toner percent left": 42, "waste box percent full": 7, "serialNumber": "X-99-SECRET", "display": "10.1.2.3"}') RETURNING 1`,
    [monitor.id, clock.now()],
  );
  const { target } = granted(
    await targetById(store.db, { monitorId: monitor.id }),
  );
  granted(await makePrinterPanel(context(), target, "Second floor"));
  const shown = await page();
  assert.match(shown, /<dt>black toner left<\/dt>\s*<dd>\s*<span\s*>42 %/);
  assert.match(shown, /<dt>waste box full<\/dt>\s*<dd>\s*<span\s*>7 %/);
  assert.doesNotMatch(shown, /X-99-SECRET|10\.1\.2\.3/);
  const { target: site } = granted(
    await targetById(store.db, { monitorId: 1 }),
  );
  const refused = await makePrinterPanel(context(), site, "No printer");
  assert.ok(!refused.ok && /not one monitor of a printer/.test(refused.text));
});

test("the command line pushes files and numbers, and says what is wrong", async (t) => {
  const { origin, slug, token, page } = await furnished(t);
  const run = async (
    words: string[],
    access: { url?: string; token?: string } = {},
  ) => {
    const written = { stdout: "", stderr: "" };
    const stream = (name: keyof typeof written) => ({
      write: (text: string) => (written[name] += text),
    });
    const code = await panelCommand(words, {
      stdout: stream("stdout"),
      stderr: stream("stderr"),
      access: { url: origin, token, ...access },
      stdin: async () => red,
    });
    return `${code} ${written.stdout}${written.stderr}`;
  };
  const file = join(mkdtempSync(join(tmpdir(), "panel-")), "map.png");
  writeFileSync(file, png(30, 20));
  assert.match(await run(["push", slug, "--file", file]), /^0 .* is renewed/);
  assert.match(await run(["push", slug, "--file", "-"]), /^0 .* is renewed/);
  assert.match(
    await run([
      "push",
      slug,
      "--value",
      "tickets open=12",
      "--value",
      "room=21 °C",
    ]),
    /^0 /,
  );
  assert.match(await page(), /<dt>tickets open<\/dt>/);
  assert.match(
    await run(["push", slug, "--file", "/nowhere.png"]),
    /^1 Nothing was pushed: ENOENT/,
  );
  assert.match(
    await run(["push", "other", "--value", "x=1"]),
    /^1 This token fills the panel/,
  );
  assert.match(await run(["push", slug, "--value", "x"]), /^64 Write a name/);
  assert.match(await run(["push", slug]), /^64 npx allswell panel push/);
  assert.match(await run(["pull"]), /^64 npx allswell panel push/);
  assert.match(
    await run(["push", slug, "--to", "nowhere", "--value", "x=1"]),
    /^64 Where is allswell/,
  );
  assert.match(
    await run(["push", slug, "--value", "x=1"], { url: "http://127.0.0.1:10" }),
    /^1 Nothing was pushed: .*ECONNREFUSED/,
  );
});
