import type { ServiceEdit } from "../../actions/targets/edit-service.ts";
import { clip } from "../../base/text.ts";
import { PAGE_LEVEL_PROBLEM, pageLevelNamed } from "../../domain/paging.ts";
import { joined, type Word } from "../words.ts";

const YES_NO = /^(yes|no|true|false|on|off)$/i;
const NO = /^(no|false|off)$/i;

type Reader = (edit: ServiceEdit, left: Word[]) => string | undefined;

/** The words of a service, and what may follow them. */
const readers: Record<string, Reader> = {
  name: readName,
  as: readName,
  called: readName,
  public: (edit, left) => {
    edit.public = readYesNo(left);
    return undefined;
  },
  private: (edit, left) => {
    edit.public = !readYesNo(left);
    return undefined;
  },
  runbook: (edit, left) => {
    const value = left.shift()?.text;
    if (value === undefined)
      return "`runbook` needs an address behind it, or `none`.";
    edit.runbook = /^none$/i.test(value) || value === "" ? null : value;
    return undefined;
  },
  pages: readPages,
  paging: readPages,
  slug: readSlug,
  address: readSlug,
};

export function isServiceWord({ kind, text }: Word): boolean {
  return kind === "word" && Object.hasOwn(readers, text.toLowerCase());
}

/** Reads "name … public no runbook https://… slug …"; a sentence where it is not understood. */
export function readServiceWords(
  words: readonly Word[],
): { ok: true; edit: ServiceEdit } | { ok: false; text: string } {
  const edit: ServiceEdit = {};
  const left = [...words];
  for (let word = left.shift(); word !== undefined; word = left.shift()) {
    const name = word.text.toLowerCase();
    const read =
      word.kind === "word" && Object.hasOwn(readers, name)
        ? readers[name]
        : undefined;
    if (read === undefined)
      return {
        ok: false,
        text: `"${clip(word.text, 40)}" is no option of a service: it has \`name\`, \`slug\`, \`public\`, \`runbook\` and \`pages\`. Name a monitor to change how it is looked at.`,
      };
    const problem = read(edit, left);
    if (problem !== undefined) return { ok: false, text: problem };
  }
  return { ok: true, edit };
}

function readName(edit: ServiceEdit, left: Word[]): string | undefined {
  if (left[0]?.kind === "quoted") {
    edit.name = left.shift()?.text ?? "";
    return undefined;
  }
  const next = left.findIndex(isServiceWord);
  const taken = left.splice(0, next === -1 ? left.length : next);
  if (taken.length === 0) return "`name` needs a name behind it.";
  edit.name = joined(taken);
  return undefined;
}

function readPages(edit: ServiceEdit, left: Word[]): string | undefined {
  const level = pageLevelNamed(left.shift()?.text ?? "");
  if (level === undefined) return PAGE_LEVEL_PROBLEM;
  edit.pages = level;
  return undefined;
}

function readSlug(edit: ServiceEdit, left: Word[]): string | undefined {
  const value = left.shift()?.text;
  if (value === undefined)
    return "`slug` needs an address behind it, as in `slug datastore`.";
  edit.slug = value.toLowerCase();
  return undefined;
}

function readYesNo(left: Word[]): boolean {
  if (!YES_NO.test(left[0]?.text ?? "")) return true;
  return !NO.test(left.shift()?.text ?? "");
}
