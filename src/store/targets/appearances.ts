import { type Db, rows } from "../db.ts";
import { type Appearance, AppearanceEntity } from "../entities/public-page.ts";

/** All but the logo's bytes, which are many. */
export type AppearanceNow = Omit<Appearance, "namespaceId" | "logo">;

export const plainAppearance: AppearanceNow = {
  title: null,
  accent: null,
  domain: null,
  logoHash: null,
  logoWidth: null,
};

export async function appearanceOf(
  db: Db,
  namespaceId: number,
): Promise<AppearanceNow> {
  const [row] = await rows<AppearanceNow>(
    db,
    `SELECT title, accent, domain, logo_hash AS "logoHash", logo_width AS "logoWidth" FROM appearances WHERE namespace_id = $1`,
    [namespaceId],
  );
  return row ?? plainAppearance;
}

/** Changes what is given; everybody who has the page open sees it. */
export async function putAppearance(
  tx: Db,
  namespaceId: number,
  fields: Partial<Omit<Appearance, "namespaceId">>,
): Promise<void> {
  await tx.upsert(AppearanceEntity, { namespaceId, ...fields }, [
    "namespaceId",
  ]);
}

/** The namespace that has a domain already, by its slug. */
export async function namespaceOfDomain(
  db: Db,
  domain: string,
): Promise<string | undefined> {
  const [row] = await rows<{ slug: string }>(
    db,
    "SELECT n.slug FROM appearances a JOIN namespaces n ON n.id = a.namespace_id WHERE a.domain = $1",
    [domain],
  );
  return row?.slug;
}

/** The logo of a namespace, as a PNG. */
export async function logoOf(db: Db, slug: string): Promise<Buffer | null> {
  const [row] = await rows<{ logo: Buffer | null }>(
    db,
    "SELECT a.logo FROM appearances a JOIN namespaces n ON n.id = a.namespace_id WHERE n.slug = $1",
    [slug],
  );
  return row?.logo ?? null;
}
