import type { Log } from "../base/log.ts";

/** Whether our own line works, told to the operators once when it breaks and once when it is back. */
export class OwnLine {
  readonly #tell: (text: string) => Promise<void>;
  readonly #log: Log;
  #works = true;

  constructor(tell: (text: string) => Promise<void>, log: Log) {
    this.#tell = tell;
    this.#log = log;
  }

  saw(works: boolean): void {
    if (works === this.#works) return;
    this.#works = works;
    const text = works
      ? "allswell's own connection works again; outages are told as usual."
      : "allswell's own connection seems to be broken: none of the witnesses answers. Nothing is called down until one does. If this machine cannot reach them at all, set WITNESSES to addresses that it can.";
    this.#log.warn(text);
    this.#tell(text).catch((error: unknown) =>
      this.#log.error({ err: error }, "the operators could not be told"),
    );
  }
}
