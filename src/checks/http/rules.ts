import type { Reason } from "../../domain/result.ts";
import { MAX_BODY_BYTES } from "./answer-reader.ts";
import { parseJsonPath, valueAt } from "./json-path.ts";
import { compilePattern } from "../pattern.ts";
import type { HttpSettings } from "./settings.ts";

/** A page that was read, and what a reason may quote of it. */
export interface Page {
  text: string;
  /** Whether the text is all there is, and not only the first 256 KiB. */
  isWhole: boolean;
  contentType: string;
  quote: (text: string) => string;
}

type Rule = (page: Page, settings: HttpSettings) => Reason | undefined;

const rules: Rule[] = [html, contains, lacks, pattern, json];

const KIB = `${MAX_BODY_BYTES / 1_024} KiB`;

/** How much of a page must show that it is HTML. */
const HTML_LOOK_CHARACTERS = 4_096;

export function hasContentRules(settings: HttpSettings): boolean {
  const { contains, lacks, pattern, jsonPath, html } = settings;
  const texts = [contains, lacks, pattern, jsonPath];
  return html || texts.some((text) => text !== undefined);
}

/** The first rule of the settings that a page breaks. */
export function brokenRule(
  page: Page,
  settings: HttpSettings,
): Reason | undefined {
  for (const rule of rules) {
    const reason = rule(page, settings);
    if (reason !== undefined) return reason;
  }
  return undefined;
}

function html(page: Page, { html }: HttpSettings): Reason | undefined {
  if (!html) return undefined;
  const { contentType, quote, text } = page;
  if (!/^\s*(text\/html|application\/xhtml\+xml)\b/i.test(contentType)) {
    const says = contentType === "" ? "nothing" : quote(contentType);
    return {
      kind: "not-html",
      text: `not HTML: the content type says ${says}`,
    };
  }
  return /<(!doctype\s+html|html|head|body|title|div|p|h1)\b/i.test(
    text.slice(0, HTML_LOOK_CHARACTERS),
  )
    ? undefined
    : { kind: "not-html", text: "the page does not look like HTML" };
}

function contains(page: Page, { contains }: HttpSettings): Reason | undefined {
  if (contains === undefined || page.text.includes(contains)) return undefined;
  return {
    kind: "text-missing",
    text: `text ${page.quote(contains)} not found in ${extent(page)}`,
  };
}

function lacks(page: Page, { lacks }: HttpSettings): Reason | undefined {
  if (lacks === undefined || !page.text.includes(lacks)) return undefined;
  return {
    kind: "text-present",
    text: `text ${page.quote(lacks)} found, which must not be there`,
  };
}

function pattern(page: Page, { pattern }: HttpSettings): Reason | undefined {
  if (pattern === undefined) return undefined;
  const compiled = compilePattern(pattern);
  if (compiled.ok && compiled.pattern.test(page.text)) return undefined;
  return {
    kind: "pattern-missing",
    text: `pattern ${page.quote(pattern)} not found in ${extent(page)}`,
  };
}

function json(page: Page, settings: HttpSettings): Reason | undefined {
  const { jsonPath, jsonEquals } = settings;
  if (jsonPath === undefined) return undefined;
  if (!page.isWhole)
    return {
      kind: "json",
      text: `too long to be read as JSON: more than ${KIB}`,
    };
  const document = parseJson(page.text);
  if (!document.ok) return { kind: "json", text: "the answer is not JSON" };
  const value = valueAt(document.value, parseJsonPath(jsonPath) ?? []);
  const where = page.quote(jsonPath);
  if (value === undefined)
    return { kind: "json", text: `JSON has nothing at ${where}` };
  if (jsonEquals === undefined || shown(value) === jsonEquals) return undefined;
  return {
    kind: "json",
    text: `JSON at ${where} is ${page.quote(shown(value))}, not ${page.quote(jsonEquals)}`,
  };
}

function extent({ isWhole }: Page): string {
  return isWhole ? "the page" : `the first ${KIB}`;
}

/** A text as it is, anything else as JSON: 3, true, null, {"a":1}. */
function shown(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

function parseJson(text: string): { ok: true; value: unknown } | { ok: false } {
  try {
    return { ok: true, value: JSON.parse(text) };
  } catch {
    return { ok: false };
  }
}
