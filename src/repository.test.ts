import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { test } from "node:test";
import { problem, table } from "../lint/rooms.js";
import { commandTable } from "./bot/commands/table.ts";
import { settingNames } from "./config.ts";
import { filesOf, groups } from "../npm-test/group.ts";

const root = resolve(import.meta.dirname, "..");
const text = (name: string): string =>
  readFileSync(resolve(root, name), "utf8");
const readme = text("README.md");

/** What stands in the README between `<!-- name -->` and `<!-- /name -->`. */
function section(name: string): string {
  const [, inside = ""] =
    new RegExp(`<!-- ${name} -->\n\n(.*?)\n\n<!-- /${name} -->`, "su").exec(
      readme,
    ) ?? [];
  return inside;
}

/** The cells of a Markdown table's rows, without its head. */
function cells(markdown: string): string[][] {
  return markdown
    .split("\n")
    .filter((line) => line.startsWith("|"))
    .slice(2)
    .map((line) =>
      line
        .split("|")
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
}

interface Package {
  dependencies: Record<string, string>;
  devDependencies: Record<string, string>;
  allowScripts: Record<string, boolean>;
  scripts: Record<string, string>;
}

const manifest = JSON.parse(text("package.json")) as Package;

test("the README's table of verbs is that of the bot", () => {
  assert.equal(section("commands"), commandTable());
});

test("npm test runs every test file once: in a group or alone", () => {
  const patterns = manifest.scripts["test"]?.match(/'[^']+'/g) ?? [];
  const alone = patterns.flatMap((quoted) =>
    globSync(quoted.slice(1, -1), { cwd: root }),
  );
  const run = [
    ...alone,
    ...Object.keys(groups).flatMap((group) =>
      filesOf(group as keyof typeof groups).map((file) => `src/${file}`),
    ),
  ].filter((file) => !file.endsWith(".test-group.ts"));
  const all = globSync("src/**/*.{test,browser-test}.ts", { cwd: root });
  assert.deepEqual(run.toSorted(), all.toSorted());
  assert.deepEqual(
    alone
      .filter((file) => file.endsWith(".test-group.ts"))
      .map((file) => file.replace(/^.*\/|\.test-group\.ts$/g, ""))
      .toSorted(),
    Object.keys(groups).toSorted(),
  );
});

test("what a test file does before or after each of its tests, it does to no other file of its group", () => {
  const all = globSync("{src,npm-test}/**/*test.ts", { cwd: root });
  const found = all.filter((file) => /^(before|after)Each\(/m.test(text(file)));
  assert.deepEqual(found, [], "put the tests into a suite");
});

test("the README's table of rooms is the one that lint holds", () => {
  const written = cells(section("rooms")).map(([room, , imports = ""]) => [
    room?.replaceAll("`", ""),
    imports === "nothing" ? [] : imports.split(", "),
  ]);
  assert.deepEqual(Object.fromEntries(written), table);
});

test("lint knows which room may import which", () => {
  const from = (file: string, specifier: string): string =>
    problem(resolve(root, "src", file), specifier) ?? "";
  assert.equal(
    from("domain/health.ts", "zod"),
    "domain is pure: it imports no package (zod)",
  );
  assert.match(
    from("domain/health.ts", "../base/log.ts"),
    /^domain may not import/,
  );
  assert.match(from("bot/app.ts", "../store/db.ts"), /^bot may not import/);
  assert.match(
    from("sandbox/x/index.ts", "../../domain/time.ts"),
    /^sandbox may not import/,
  );
  const onlyThey = "only store and checks/postgres may import pg";
  assert.equal(from("actions/inside/show.ts", "pg"), onlyThey);
  assert.equal(from("checks/mysql/login.ts", "pg"), onlyThey);
  assert.equal(from("checks/postgres.ts", "pg"), onlyThey);
  assert.equal(from("checks/postgres/login.ts", "pg"), "");
  assert.equal(
    from("checks/postgres/login.ts", "typeorm"),
    "only store may import typeorm",
  );
  assert.equal(from("actions/inside/show.ts", "../../store/db.ts"), "");
  assert.equal(from("main.ts", "./store/db.ts"), "");
  assert.equal(from("domain/health.test.ts", "node:test"), "");
});

test("the README shows every picture that is made for it", () => {
  for (const name of globSync("docs/pictures/*", { cwd: root }))
    assert.ok(readme.includes(`](${name})`), name);
});

test("every setting is explained in .env.example, and nothing else is", () => {
  const explained = text(".env.example").matchAll(/^#?([A-Z_]+)=/gmu);
  assert.deepEqual(
    new Set([...explained].map(([, name]) => name)),
    new Set(settingNames),
  );
});

test("every package has its exact version, and a line in the README that says what it is for", () => {
  const versions = { ...manifest.dependencies, ...manifest.devDependencies };
  for (const [name, version] of Object.entries(versions)) {
    assert.match(version, /^\d+\.\d+\.\d+(-[\w.]+)?$/u, name);
    const isNamed =
      readme.includes(`\`${name}\``) || name.startsWith("@types/");
    assert.ok(isNamed, `${name} has no line in the README`);
  }
});

test("for every package that wants to run a script when it is installed, it is decided whether it may", () => {
  const { packages } = JSON.parse(text("package-lock.json")) as {
    packages: Record<string, { hasInstallScript?: boolean }>;
  };
  const wanting = Object.entries(packages).flatMap(
    ([path, { hasInstallScript = false }]) =>
      hasInstallScript ? [path.replace(/^.*node_modules\//u, "")] : [],
  );
  assert.ok(wanting.includes("node"));
  for (const name of wanting)
    assert.ok(name in manifest.allowScripts, `${name} is not in allowScripts`);
});
