import assert from "node:assert/strict";
import { writeFileSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { rasterSvg } from "./raster.ts";

const svg = (inside: string, size = 'width="200" height="100"'): Buffer =>
  Buffer.from(
    `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" ${size}>${inside}</svg>`,
  );

/** Width and height as the PNG says. */
const sizeOf = (png: Buffer | undefined): number[] =>
  png === undefined ? [] : [png.readUInt32BE(16), png.readUInt32BE(20)];

test("an SVG becomes a PNG; scripts, links, files and other pictures are not looked at", async () => {
  const red = '<rect width="200" height="100" fill="red"/>';
  const plain = await rasterSvg(svg(red));
  assert.deepEqual(sizeOf(plain), [400, 200]);
  const secret = join(mkdtempSync(join(tmpdir(), "raster-")), "secret.png");
  writeFileSync(secret, (await rasterSvg(svg("<circle r='90'/>"))) ?? "");
  const outside = [
    "<script>alert(1)</script>",
    `<image width="200" height="100" href="${secret}"/>`,
    `<image width="200" height="100" xlink:href='${secret}'/>`,
    `<image width="200" height="100" xlink:href = "file://${secret}"/>`,
    '<image width="9" height="9" href="http://127.0.0.1:9/x.png"/>',
    '<foreignObject width="9" height="9"><p xmlns="http://www.w3.org/1999/xhtml">x</p></foreignObject>',
    '<a href="javascript:alert(1)"><rect/></a>',
  ];
  const drawn = await rasterSvg(svg(red + outside.join("")));
  assert.ok(drawn !== undefined && plain?.equals(drawn));
});

test("what is no SVG, or asks for more than a picture is worth, is not drawn", async () => {
  const bombs = Array.from(
    { length: 26 },
    (_, n) => `<g id="b${n + 1}"><use href="#b${n}"/><use href="#b${n}"/></g>`,
  ).join("");
  for (const broken of [
    Buffer.from("<svg"),
    Buffer.from(
      '<!DOCTYPE svg [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><text>&b;</text></svg>',
    ),
    svg(
      `<defs><g id="b0"><rect width="1" height="1"/></g>${bombs}</defs><use href="#b26"/>`,
    ),
  ])
    assert.equal(
      await rasterSvg(broken),
      undefined,
      broken.toString().slice(0, 60),
    );
  const huge = await rasterSvg(
    svg("<rect/>", 'width="9000000" height="9000000"'),
  );
  assert.ok(huge === undefined || Math.max(...sizeOf(huge)) <= 1_600);
});
