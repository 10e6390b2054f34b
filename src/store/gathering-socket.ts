import { Socket } from "node:net";

/**
 * Sends together what is asked within one turn of the event loop. The driver corks the connection around each question,
 * which is a write of its own; where many are asked side by side those writes cost more than anything else.
 */
export class GatheringSocket extends Socket {
  #gathers = false;

  override cork(): void {
    super.cork();
    if (this.#gathers) return;
    this.#gathers = true;
    super.cork();
    process.nextTick(() => {
      this.#gathers = false;
      super.uncork();
    });
  }
}
