import {
  PAGE_LEVEL_PROBLEM,
  type PageLevel,
  pageLevelNamed,
} from "../domain/paging.ts";
import { nameKey } from "../domain/names.ts";
import { type Fault, inOrder, type Place } from "./fault.ts";
import { readMail } from "./mail.ts";
import { parseMonitor } from "./parse-monitor.ts";
import { placesOf, set } from "./parse-parts.ts";
import { readPosts } from "./posts.ts";
import { readHooks } from "./webhooks.ts";
import type { NamespaceWish, ServiceWish, Wish } from "./wish.ts";
import { type Entry, YamlReader } from "./yaml-reader.ts";

/** Reads a configuration. What could be read is there even where something is wrong: all of that is told at once. */
export function parseConfiguration(text: string): {
  wish: Wish;
  faults: Fault[];
} {
  const reader = new YamlReader(text);
  const start = { line: 1, column: 1 };
  const wish: Wish = { namespaces: [] };
  const { root } = reader;
  if (root !== undefined) {
    try {
      const entries = reader.entries(root, start, "A configuration");
      reader.refuseOthers(entries, ["namespaces"], "A configuration");
      if (!entries.has("namespaces"))
        reader.fault(start, "The list `namespaces` is missing.");
      wish.namespaces = reader
        .items(entries.get("namespaces"), "namespaces")
        .flatMap((item) => parseNamespace(reader, item) ?? []);
      refuseTwins(reader, wish.namespaces, ({ slug }) => slug, "namespace");
    } catch (error) {
      reader.fault(
        start,
        `This cannot be read: ${error instanceof Error ? error.message : String(error)}.`,
      );
    }
  } else if (reader.faults.length === 0)
    reader.fault(start, "The list `namespaces` is missing.");
  return { wish, faults: inOrder(reader.faults) };
}

const namespaceKeys = [
  "slug",
  "name",
  "timezone",
  "slack",
  "mail",
  "owners",
  "remind",
  "fold",
  "difficulties",
  "escalate",
  "title",
  "accent",
  "domain",
  "posts",
  "webhooks",
  "services",
];

function parseNamespace(
  reader: YamlReader,
  { value, at }: Entry,
): NamespaceWish | undefined {
  const entries = reader.entries(value, at, "A namespace");
  reader.refuseOthers(entries, namespaceKeys, "A namespace");
  const slug = reader.text(entries.get("slug"), "slug");
  if (slug === undefined) {
    if (!entries.has("slug"))
      reader.fault(at, 'A namespace needs a `slug`, as in "iati".');
    return undefined;
  }
  const services = reader
    .items(entries.get("services"), "services")
    .flatMap((item) => parseService(reader, item) ?? []);
  refuseTwins(reader, services, ({ name }) => nameKey(name), "service");
  return {
    at,
    places: placesOf(reader, entries, {
      remindEveryMs: "remind",
      foldMs: "fold",
      escalateMs: "escalate",
      channels: "slack",
    }),
    slug,
    services,
    ...set("name", reader.text(entries.get("name"), "name")),
    webhooks: readHooks(reader, entries.get("webhooks")),
    ...set("posts", readPosts(reader, entries.get("posts"))),
    ...set("timezone", reader.text(entries.get("timezone"), "timezone")),
    ...set("slack", reader.texts(entries.get("slack"), "slack")),
    ...set("mail", readMail(reader, entries.get("mail"))),
    ...set("owners", reader.texts(entries.get("owners"), "owners")),
    ...set("remindEveryMs", reader.duration(entries.get("remind"), "remind")),
    ...set("foldMs", reader.duration(entries.get("fold"), "fold")),
    ...set("escalateMs", reader.duration(entries.get("escalate"), "escalate")),
    ...set("title", reader.text(entries.get("title"), "title")),
    ...set("accent", reader.text(entries.get("accent"), "accent")),
    ...set("domain", reader.text(entries.get("domain"), "domain")),
    ...set(
      "announceDifficulties",
      reader.yesNo(entries.get("difficulties"), "difficulties"),
    ),
  };
}

const serviceKeys = [
  "name",
  "slug",
  "public",
  "runbook",
  "pages",
  "mail",
  "webhooks",
  "monitors",
];

function parseService(
  reader: YamlReader,
  { value, at }: Entry,
): ServiceWish | undefined {
  const entries = reader.entries(value, at, "A service");
  reader.refuseOthers(entries, serviceKeys, "A service");
  const name = reader.text(entries.get("name"), "name");
  const items = reader.items(entries.get("monitors"), "monitors");
  const monitors = items.flatMap((item) => parseMonitor(reader, item) ?? []);
  refuseTwins(reader, monitors, (one) => nameKey(one.name), "monitor");
  if (name === undefined) {
    if (!entries.has("name")) reader.fault(at, "A service needs a `name`.");
    return undefined;
  }
  if (items.length === 0)
    reader.fault(
      at,
      "A service needs at least one monitor: somebody must look at it.",
    );
  return {
    at,
    places: placesOf(reader, entries, { serviceName: "name" }),
    name,
    public: reader.yesNo(entries.get("public"), "public") ?? true,
    runbook: reader.text(entries.get("runbook"), "runbook") ?? null,
    pages: readPages(reader, entries.get("pages")),
    monitors,
    webhooks: readHooks(reader, entries.get("webhooks")),
    ...set("mail", readMail(reader, entries.get("mail"))),
    ...set("slug", reader.text(entries.get("slug"), "slug")),
  };
}

function readPages(reader: YamlReader, entry: Entry | undefined): PageLevel {
  const typed = reader.text(entry, "pages");
  if (entry === undefined || typed === undefined) return "no";
  const level = pageLevelNamed(typed);
  if (level === undefined) reader.fault(entry.at, PAGE_LEVEL_PROBLEM);
  return level ?? "no";
}

/** Names must be unique within their parent. */
function refuseTwins<Thing extends { at: Place }>(
  reader: YamlReader,
  things: readonly Thing[],
  keyOf: (thing: Thing) => string,
  what: string,
): void {
  const first = new Map<string, Place>();
  for (const thing of things) {
    const key = keyOf(thing);
    const earlier = first.get(key);
    if (earlier === undefined) first.set(key, thing.at);
    else
      reader.fault(
        thing.at,
        `There is a ${what} of this name already, in line ${earlier.line}.`,
      );
  }
}
