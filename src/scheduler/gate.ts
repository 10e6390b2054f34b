/**
 * Lets a limited number of probes run at once, and fewer to any one host: a slow target costs its own slots and nobody
 * else's. Who finds it closed waits in line; that shows as lateness, never as somebody's downtime.
 */
export class Gate {
  readonly #most: number;
  readonly #mostPerHost: number;
  readonly #running = new Map<string, number>();
  readonly #waiting: { host: string; start: () => void }[] = [];
  #total = 0;

  constructor({ most, mostPerHost }: { most: number; mostPerHost: number }) {
    this.#most = most;
    this.#mostPerHost = mostPerHost;
  }

  get running(): number {
    return this.#total;
  }

  get waiting(): number {
    return this.#waiting.length;
  }

  /** Runs the work, which must not throw, as soon as there is room, and makes room again when it is done. */
  enter(host: string, work: () => Promise<void>): void {
    const start = (): void => {
      this.#count(host, 1);
      void work().finally(() => {
        this.#count(host, -1);
        this.#letIn();
      });
    };
    if (this.#hasRoom(host)) start();
    else this.#waiting.push({ host, start });
  }

  /** Sends away those in line: they will not run. */
  clear(): void {
    this.#waiting.length = 0;
  }

  #letIn(): void {
    while (this.#total < this.#most) {
      const next = this.#waiting.findIndex(({ host }) => this.#hasRoom(host));
      if (next === -1) return;
      this.#waiting.splice(next, 1)[0]?.start();
    }
  }

  #hasRoom(host: string): boolean {
    return (
      this.#total < this.#most &&
      (host === "" || (this.#running.get(host) ?? 0) < this.#mostPerHost)
    );
  }

  #count(host: string, change: 1 | -1): void {
    this.#total += change;
    const running = (this.#running.get(host) ?? 0) + change;
    if (running === 0) this.#running.delete(host);
    else this.#running.set(host, running);
  }
}
