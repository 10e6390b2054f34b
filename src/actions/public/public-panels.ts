import { levelsIn, staleFrom } from "../../domain/panels.ts";
import type { Instant } from "../../domain/time.ts";
import type { Db } from "../../store/db.ts";
import {
  listPanels,
  type PanelLine,
  type SeriesPoint,
  valuesOf,
} from "../../store/views/panels.ts";

/** What a panel shows to anybody. */
export interface PublicPanel {
  slug: string;
  name: string;
  /** When it was renewed; null: never yet. */
  at: Instant | null;
  /** From then on what it shows is old. */
  staleFrom: Instant;
  image: { digest: string; width: number; height: number } | null;
  series: readonly PublicSeries[];
}

/** A number, as it was told last and before. */
export interface PublicSeries {
  name: string;
  unit: string;
  /** The oldest first; the last one is what counts now. */
  points: readonly { at: Instant; value: number }[];
}

type Known = Map<number, { at: Instant | null; series: PublicSeries[] }>;

/** Reads the panels again and again; the numbers of those alone that were renewed since. */
export class PublicPanelReader {
  #known: Known = new Map();

  /** Panels by the number of their namespace. */
  async read(db: Db): Promise<Map<number, PublicPanel[]>> {
    const panels = await listPanels(db);
    const known: Known = new Map();
    for (const panel of panels) {
      const before = this.#known.get(panel.id);
      const series =
        before !== undefined && before.at === panel.pushedAt
          ? before.series
          : seriesOf(await valuesOf(db, panel.id));
      known.set(panel.id, { at: panel.pushedAt, series });
    }
    this.#known = known;
    const shown = panels.map((panel) => ({
      namespaceId: panel.namespaceId,
      panel: panelOf(panel, known.get(panel.id)?.series ?? []),
    }));
    return new Map(
      [...Map.groupBy(shown, ({ namespaceId }) => namespaceId)].map(
        ([id, all]) => [id, all.map(({ panel }) => panel)],
      ),
    );
  }
}

function panelOf(line: PanelLine, series: PublicSeries[]): PublicPanel {
  const { slug, name, image } = line;
  if (line.monitorId !== null) return printerPanel(line);
  const at = line.pushedAt;
  const stale = staleFrom(at ?? line.createdAt, line.expectedEveryMs);
  return { slug, name, at, staleFrom: stale, image, series };
}

function printerPanel({
  slug,
  name,
  facts,
  factsAt: at,
  everyMs,
  createdAt,
}: PanelLine): PublicPanel {
  const levels = levelsIn(facts ?? {});
  return {
    slug,
    name,
    at,
    staleFrom: staleFrom(at ?? createdAt, everyMs),
    image: null,
    series: levels.map(({ name: supply, unit, value }) => ({
      name: supply,
      unit,
      points: at === null ? [] : [{ at, value }],
    })),
  };
}

function seriesOf(points: readonly SeriesPoint[]): PublicSeries[] {
  return [...Map.groupBy(points, ({ name }) => name)].map(([name, all]) => ({
    name,
    unit: all.at(-1)?.unit ?? "",
    points: all.map(({ at, value }) => ({ at, value })),
  }));
}
