import { createHash } from "node:crypto";
import { isIP } from "node:net";
import { clip, storable } from "../../base/text.ts";
import { cleanColour } from "../../domain/accent.ts";
import { cleanName } from "../../domain/names.ts";
import {
  type AppearanceNow,
  namespaceOfDomain,
  putAppearance,
} from "../../store/targets/appearances.ts";
import type { Db } from "../../store/db.ts";
import type { Namespace } from "../../store/entities/namespaces.ts";
import { findNamespace } from "../../store/targets/namespaces.ts";
import { noSuchNamespace } from "../targets/add-monitor.ts";
import { type Change, changeOf } from "../change.ts";
import {
  type Context,
  type Problem,
  refuse,
  refuseFields,
  type Refusal,
} from "../context.ts";
import { audit, mayNotAdminister, mayNotChange } from "../people/permission.ts";

export type { AppearanceNow } from "../../store/targets/appearances.ts";

/** What of a namespace's public page is to look otherwise, as it is typed; "" takes it away, what is left out stays. */
export interface AppearanceEdit {
  title?: string;
  accent?: string;
  domain?: string;
}

const LONGEST_DOMAIN = 253;
const label = /^(?!-)[a-z0-9-]{1,63}(?<!-)$/;

/** An edit as it would be kept, and all that is wrong with it. */
export function readAppearance({ title, accent, domain }: AppearanceEdit): {
  fields: Partial<Pick<AppearanceNow, "title" | "accent" | "domain">>;
  problems: Problem[];
} {
  const problems: Problem[] = [];
  const fields: ReturnType<typeof readAppearance>["fields"] = {};
  if (title !== undefined) {
    const cleaned =
      title.trim() === "" ? undefined : cleanName(storable(title));
    if (cleaned?.ok === false)
      problems.push({ field: "title", text: cleaned.text });
    fields.title = cleaned?.ok === true ? cleaned.name : null;
  }
  if (accent !== undefined) {
    const colour = cleanColour(accent);
    if (colour === undefined && accent.trim() !== "")
      problems.push({
        field: "accent",
        text: `"${clip(accent, 40)}" is not a colour; it looks like "#0b5394".`,
      });
    fields.accent = colour ?? null;
  }
  if (domain !== undefined) {
    const host = domain
      .trim()
      .toLowerCase()
      .replace(/^https?:\/\/([^/]*)\/?$/, "$1")
      .replace(/\.$/, "");
    if (host !== "" && !isDomain(host))
      problems.push({
        field: "domain",
        text: `"${clip(domain, 60)}" is not a domain; it looks like "status.example.org".`,
      });
    fields.domain = host === "" ? null : host;
  }
  return { fields, problems };
}

function isDomain(host: string): boolean {
  const labels = host.split(".");
  return (
    host.length <= LONGEST_DOMAIN &&
    labels.length > 1 &&
    isIP(host) === 0 &&
    labels.every((one) => label.test(one))
  );
}

export function appearanceChanges(
  before: AppearanceNow,
  { fields }: ReturnType<typeof readAppearance>,
): Change[] {
  return (["title", "accent", "domain"] as const).flatMap((name) =>
    fields[name] === undefined
      ? []
      : changeOf(name, before[name], fields[name]),
  );
}

/** A domain is where everybody ends up who types it: only admins say so. */
export async function mayNotHaveDomain(
  context: Context,
  namespace: Namespace,
  before: AppearanceNow,
  edit: AppearanceEdit,
): Promise<Refusal | undefined> {
  const { domain = before.domain } = readAppearance(edit).fields;
  if (domain === before.domain) return undefined;
  const refusal = mayNotAdminister(context, namespace);
  if (refusal !== undefined || domain === null) return refusal;
  const other = await namespaceOfDomain(context.store.db, domain);
  return other === undefined || other === namespace.slug
    ? undefined
    : refuseFields([
        {
          field: "domain",
          text: `${domain} is the domain of ${other} already.`,
        },
      ]);
}

export async function saveAppearance(
  tx: Db,
  namespaceId: number,
  edit: AppearanceEdit,
): Promise<void> {
  const { fields } = readAppearance(edit);
  if (Object.keys(fields).length > 0)
    await putAppearance(tx, namespaceId, fields);
}

/** A logo as it is kept: drawn by us, whatever it was made from. */
export interface Logo {
  png: Buffer;
  /** In dots. */
  width: number;
}

/** Gives a namespace's page a logo; null takes it away. */
export async function setLogo(
  context: Context,
  slug: string,
  logo: Logo | null,
): Promise<{ ok: true } | Refusal> {
  const { db } = context.store;
  const namespace = await findNamespace(db, slug);
  if (namespace === null) return noSuchNamespace(db, slug);
  const refusal = mayNotChange(context, namespace);
  if (refusal !== undefined) return refusal;
  if (logo !== null && logo.png.length > LARGEST_LOGO)
    return refuse(
      "too-large",
      "This logo is too large, even when it is drawn small: take a plainer one.",
    );
  return context.store.transaction(async (tx) => {
    await putAppearance(tx, namespace.id, {
      logo: logo?.png ?? null,
      logoHash: logo === null ? null : hashOf(logo.png),
      logoWidth: logo?.width ?? null,
    });
    const done = logo === null ? "removed" : `${logo.png.length} bytes`;
    await audit(tx, context, "namespace logo", slug, { logo: done });
    return { ok: true as const };
  });
}

const LARGEST_LOGO = 64 * 1024;

function hashOf(png: Buffer): string {
  return createHash("sha256").update(png).digest("hex").slice(0, 12);
}
