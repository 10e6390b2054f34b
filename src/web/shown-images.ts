import { inTime } from "./in-time.ts";
import type { readPanelImage } from "../actions/panels/push-panel.ts";

type Image = Awaited<ReturnType<typeof readPanelImage>>;

/** So much is kept of all of them together. */
const MOST_BYTES = 32_000_000;

/** The pictures that panels showed last, for the time when the database is away. */
export class ShownImages {
  /** By the panel's slug; the longest not asked for comes first. */
  readonly #kept = new Map<string, NonNullable<Image>>();
  readonly #patienceMs: number | undefined;
  #bytes = 0;

  /** So long it is waited for the latest where there is an earlier one. */
  constructor(patienceMs?: number) {
    this.#patienceMs = patienceMs;
  }

  /** As it is now, or where that cannot be read, as it was last. */
  async latest(slug: string, read: () => Promise<Image>): Promise<Image> {
    const kept = this.#kept.get(slug);
    try {
      const image = await (kept === undefined
        ? read()
        : inTime(read(), this.#patienceMs));
      this.#keep(slug, image);
      return image;
    } catch (error) {
      if (kept === undefined) throw error;
      return kept;
    }
  }

  #keep(slug: string, image: Image): void {
    this.#forget(slug);
    if (image === null) return;
    this.#kept.set(slug, image);
    this.#bytes += image.content.length;
    for (const oldest of this.#kept.keys()) {
      if (this.#bytes <= MOST_BYTES) return;
      this.#forget(oldest);
    }
  }

  #forget(slug: string): void {
    this.#bytes -= this.#kept.get(slug)?.content.length ?? 0;
    this.#kept.delete(slug);
  }
}
