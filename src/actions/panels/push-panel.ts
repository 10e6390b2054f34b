import { looksLikeToken, tokenHash } from "../../base/random-token.ts";
import {
  MOST_POINTS,
  MOST_SERIES,
  SERIES_KEPT_MS,
  type Told,
} from "../../domain/panels.ts";
import type { PanelImage } from "../../store/entities/panels.ts";
import {
  addValues,
  imageOf,
  lockPanel,
  markPushed,
  panelByToken,
  type PanelLine,
  putImage,
  seriesNames,
  trimValues,
} from "../../store/views/panels.ts";
import { type Context, refuse, type Refusal } from "../context.ts";
import { PANEL_TOKEN_PREFIX } from "./panels.ts";

/** The panel that a token fills. */
export async function panelOfToken(
  { store }: Pick<Context, "store">,
  text: string,
): Promise<{ ok: true; panel: PanelLine } | Refusal> {
  const panel = looksLikeToken(text, PANEL_TOKEN_PREFIX)
    ? await panelByToken(store.db, tokenHash(text))
    : null;
  return panel === null
    ? refuse(
        "wrong-token",
        "This token fills no panel: `/allswell panel token` in Slack makes a new one.",
      )
    : { ok: true, panel };
}

const gone = (): Refusal => refuse("gone", "This panel was removed meanwhile.");

/** Shows a picture in a panel, in place of the one before. */
export async function pushImage(
  { store, now }: Context,
  panelId: number,
  image: Omit<PanelImage, "panelId">,
): Promise<{ ok: true } | Refusal> {
  return store.transaction(async (tx) => {
    if (!(await markPushed(tx, panelId, now))) return gone();
    await putImage(tx, { panelId, ...image });
    return { ok: true as const };
  });
}

/** Adds numbers to a panel; so much of each is kept as a small chart shows. */
export async function pushValues(
  { store, now }: Context,
  panelId: number,
  values: readonly Told[],
): Promise<{ ok: true } | Refusal> {
  return store.transaction(async (tx) => {
    if (!(await lockPanel(tx, panelId))) return gone();
    await trimValues(tx, panelId, {
      before: now - SERIES_KEPT_MS,
      most: MOST_POINTS - 1,
    });
    const names = new Set([
      ...(await seriesNames(tx, panelId)),
      ...values.map(({ name }) => name),
    ]);
    if (names.size > MOST_SERIES)
      return refuse(
        "too-many",
        `A panel shows ${MOST_SERIES} different numbers at most; those that are not told any more go after 30 days.`,
      );
    await markPushed(tx, panelId, now);
    await addValues(tx, panelId, now, values);
    return { ok: true as const };
  });
}

/** The picture that a panel shows; null where it shows none. */
export async function readPanelImage(
  { store }: Context,
  slug: string,
): Promise<Pick<PanelImage, "type" | "digest" | "content"> | null> {
  return imageOf(store.db, slug);
}
