import type { Context } from "../../actions/context.ts";
import {
  type PublicResponseTimes,
  readPublicFailures,
  readPublicResponseTimes,
} from "../../actions/public/public-pictures.ts";
import type { Clock } from "../../base/clock.ts";
import type { Failures, Picture, Span } from "../../domain/pictures.ts";
import { type Instant, MINUTE } from "../../domain/time.ts";
import type { Look } from "../../pictures/look.ts";
import { KeptAnswer } from "../kept-answer.ts";
import { failureCsv, responseCsv } from "./csv.ts";
import { type FailureKind, fileName, type PictureFile } from "./files.ts";
import { Lasting } from "./lasting.ts";
import { Ration } from "./ration.ts";

/** Figures change by the minute at most. */
const LAST_MS = MINUTE;
/** Some 10 kB each. */
const MOST_FIGURES = 1_000;
/** Some 40 kB each. */
const MOST_DRAWN = 500;

/** Draws in a thread of its own. */
export interface Pencil {
  svg(picture: Picture, look: Look): Promise<string>;
  png(picture: Picture, look: Look): Promise<Buffer>;
}

export interface GalleryParts {
  context: () => Context;
  clock: Pick<Clock, "now">;
  pencil: Pencil;
}

/** Figures, and when they were read. */
export interface Dated<Figures> {
  madeAt: Instant;
  value: Figures;
}

/** The pictures of the public page: each read and drawn once a minute at most, whoever asks for it and how often. */
export class Gallery {
  readonly #parts: GalleryParts;
  readonly #ration: Ration;
  readonly #figures = new Lasting<
    PublicResponseTimes | Omit<Failures, "kind"> | undefined
  >({ lastMs: LAST_MS, most: MOST_FIGURES });
  readonly #drawn = new Lasting<KeptAnswer>({
    lastMs: LAST_MS,
    most: MOST_DRAWN,
  });

  constructor(parts: GalleryParts) {
    this.#parts = parts;
    this.#ration = new Ration(parts.clock);
  }

  /** Undefined where there is no such public service. */
  async responseTimes(
    slug: string,
    span: Span,
  ): Promise<Dated<PublicResponseTimes> | undefined> {
    const { madeAt, value } = await this.#figures.get(
      `s ${span} ${slug}`,
      this.#parts.clock.now(),
      () => readPublicResponseTimes(this.#parts.context(), slug, span),
    );
    return value === undefined || !("picture" in value)
      ? undefined
      : { madeAt, value };
  }

  /** Of a namespace (null: of all); undefined where there is none of this slug. */
  async failures(
    slug: string | null,
    span: Span,
  ): Promise<Dated<Omit<Failures, "kind">> | undefined> {
    const { madeAt, value } = await this.#figures.get(
      `n ${span} ${slug ?? ""}`,
      this.#parts.clock.now(),
      () => readPublicFailures(this.#parts.context(), slug, span),
    );
    return value === undefined || "picture" in value
      ? undefined
      : { madeAt, value };
  }

  /** @throws {OutOfTurn} where too much is to be drawn at the moment, and it was not drawn before. */
  async responseFile(
    slug: string,
    file: PictureFile,
  ): Promise<KeptAnswer | undefined> {
    const found = await this.responseTimes(slug, file.span);
    return found === undefined
      ? undefined
      : this.#file(
          `s ${slug}`,
          file,
          found.madeAt,
          () => found.value.picture,
          () => responseCsv(found.value),
        );
  }

  /** @throws {OutOfTurn} where too much is to be drawn at the moment, and it was not drawn before. */
  async failureFile(
    slug: string | null,
    kind: FailureKind,
    file: PictureFile,
  ): Promise<KeptAnswer | undefined> {
    const found = await this.failures(slug, file.span);
    if (found === undefined) return undefined;
    const picture: Failures = { kind, ...found.value };
    return this.#file(
      `n ${kind} ${slug ?? ""}`,
      file,
      found.madeAt,
      () => picture,
      () => failureCsv(picture),
    );
  }

  async #file(
    key: string,
    file: PictureFile,
    madeAt: Instant,
    picture: () => Picture,
    table: () => string,
  ): Promise<KeptAnswer> {
    const { format, look } = file;
    const { pencil } = this.#parts;
    const { value } = await this.#drawn.get(
      `${key} ${fileName(file)}`,
      madeAt, // what is drawn is as old as its figures
      async () => {
        switch (format) {
          case "csv":
            return new KeptAnswer(200, "text/csv; charset=utf-8", table());
          case "svg":
            return new KeptAnswer(
              200,
              "image/svg+xml",
              await this.#ration.run(() => pencil.svg(picture(), look)),
            );
          case "png":
            return new KeptAnswer(
              200,
              "image/png",
              await this.#ration.run(() => pencil.png(picture(), look)),
            );
        }
      },
    );
    return value;
  }
}
