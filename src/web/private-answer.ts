import type { Request, Response } from "express";

/** An answer for one person alone: nobody on the way keeps it, and it is not compressed beside what strangers chose. */
export class PrivateAnswer {
  readonly status: number;
  readonly #text: string;

  constructor(status: number, text: string) {
    this.status = status;
    this.#text = text;
  }

  async send(_request: Request, response: Response): Promise<void> {
    response
      .status(this.status)
      .set({
        "Content-Type": "text/html; charset=utf-8",
        "Cache-Control": "private, no-store",
        "X-Robots-Tag": "noindex",
        // Without any referrer browsers do not say where a form comes from, either.
        "Referrer-Policy": "same-origin",
      })
      .end(this.#text);
  }
}
