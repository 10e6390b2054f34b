import assert from "node:assert/strict";
import { test } from "node:test";
import { readLine } from "./panels.ts";

const numbers: [line: string, told: [value: number, unit: string] | null][] = [
  ["open=12", [12, ""]],
  ["room = -21.5 °C", [-21.5, "°C"]],
  ["used=40%", [40, "%"]],
  ["each=1e-3 s", [0.001, "s"]],
  ["clock=12 e", [12, "e"]],
  // As Python, bc, awk and printf write them.
  ["share=0.30000000000000004", [0.3, ""]],
  ["half=.50000000000000000000", [0.5, ""]],
  ["change=+3", [3, ""]],
  ["bytes=1.5e+06 B", [1_500_000, "B"]],
  ["bytes=2E+9", [2_000_000_000, ""]],
  // None of these is guessed at.
  ["room=21,5 °C", null],
  ["open=1,234", null],
  ["open=1'234", null],
  ["version=1.2.3", null],
  ["much=1e+999", null],
  ["open=.", null],
  ["open=+", null],
  ["open=", null],
  ["open", null],
];

test("a number is read as programs write it, or refused", () => {
  for (const [line, told] of numbers) {
    const read = readLine(line);
    const got = read.ok ? [read.told.value, read.told.unit] : null;
    const near = (one: typeof told): unknown =>
      one && [Number(one[0].toPrecision(12)), one[1]];
    assert.deepEqual(near(got as typeof told), told, line);
  }
});
