import type { Request, RequestHandler, Response } from "express";
import { z } from "zod";

/** A control handler that gets the body in its right shape; anything else is answered with 400 and what is wrong. */
export function withBody<Schema extends z.ZodType>(
  schema: Schema,
  handle: (
    body: z.output<Schema>,
    request: Request,
    response: Response,
  ) => void | Promise<void>,
): RequestHandler {
  return async (request, response) => {
    const parsed = schema.safeParse(request.body ?? {});
    if (parsed.success) return handle(parsed.data, request, response);
    response.status(400).json({ error: z.prettifyError(parsed.error) });
  };
}

/** What somebody asked for by name in the path is not there. */
export function notThere(response: Response, what: string): void {
  response.status(404).json({ error: `there is no ${what}` });
}
