import assert from "node:assert/strict";
import { test } from "node:test";
import { accentOf, cleanColour, contrastOf } from "./accent.ts";

test("a colour is six digits, however it is typed", () => {
  for (const [typed, clean] of [
    ["#0B5394", "#0b5394"],
    [" 0b5394 ", "#0b5394"],
    ["#05a", "#0055aa"],
    ["blue", undefined],
    ["#0b539", undefined],
    ["#0b5394;}", undefined],
    ["", undefined],
  ] as const)
    assert.equal(cleanColour(typed), clean, typed);
});

test("every colour can be read on every ground, and one that can be stays", () => {
  const parts = ["00", "33", "77", "aa", "ff"];
  for (const red of parts)
    for (const green of parts)
      for (const blue of parts) {
        const { light, dark } = accentOf(`#${red}${green}${blue}`);
        for (const ground of ["#ffffff", "#f5f6f8"])
          assert.ok(contrastOf(light, ground) >= 4.5, `${light} on ${ground}`);
        for (const ground of ["#12161c", "#1b212a"])
          assert.ok(contrastOf(dark, ground) >= 4.5, `${dark} on ${ground}`);
      }
  assert.equal(accentOf("#0b5394").light, "#0b5394");
  assert.equal(accentOf("#8cc1f5").dark, "#8cc1f5");
  assert.ok(Math.abs(contrastOf("#000000", "#ffffff") - 21) < 1e-9);
});
