import assert from "node:assert/strict";
import { test } from "node:test";
import { ShownImages } from "./shown-images.ts";

const image = (bytes: number, digest = "d") => ({
  type: "image/png" as const,
  digest,
  content: Buffer.alloc(bytes),
});
const away = async (): Promise<never> => {
  throw new Error("the database is away");
};

test("a panel's last picture is there while the database is away, as it was last and only while it was one", async () => {
  const shown = new ShownImages(10);
  await assert.rejects(shown.latest("map", away), /is away/);
  await shown.latest("map", async () => image(10, "old"));
  await shown.latest("map", async () => image(10, "new"));
  assert.equal((await shown.latest("map", away))?.digest, "new");
  const never = new Promise<never>(() => undefined);
  assert.equal((await shown.latest("map", () => never))?.digest, "new");
  assert.equal(await shown.latest("map", async () => null), null);
  await assert.rejects(shown.latest("map", away), /is away/);
});

test("only so many pictures are kept, those that were asked for last", async () => {
  const shown = new ShownImages();
  for (const slug of ["a", "b", "c", "a", "d"])
    await shown.latest(slug, async () => image(10_000_000, slug));
  for (const slug of ["a", "c", "d"])
    assert.equal((await shown.latest(slug, away))?.digest, slug);
  await assert.rejects(shown.latest("b", away), /is away/);
});
