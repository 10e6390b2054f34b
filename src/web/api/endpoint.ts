import type { z } from "zod";
import type { Context } from "../../actions/context.ts";
import type { PublicView } from "../../actions/public/public-view.ts";
import type { Problem } from "./problem.ts";

/** What an endpoint answers from. */
export interface Source {
  /** What is to be seen at the host that was asked. */
  view: PublicView;
  /** The namespace that is alone there; null where all are shown. */
  only: string | null;
  context: () => Context;
}

/** An answer, or why there is none. */
export type Answer<Body> =
  { ok: true; body: Body } | { ok: false; problem: Problem };

export interface Endpoint {
  /** Below /api/v1, with parameters as "{slug}". */
  path: string;
  summary: string;
  /** Parameters of the path and of the query, all of them strings on the wire. */
  parameters: z.ZodObject;
  answer: z.ZodType;
  find(input: unknown, source: Source): Promise<Answer<unknown>>;
}

/** Ties the shapes of an endpoint to what it does. */
export function endpoint<
  Parameters extends z.ZodObject,
  Shape extends z.ZodType,
>(given: {
  path: string;
  summary: string;
  parameters: Parameters;
  answer: Shape;
  find: (
    input: z.output<Parameters>,
    source: Source,
  ) => Answer<z.output<Shape>> | Promise<Answer<z.output<Shape>>>;
}): Endpoint {
  return {
    ...given,
    find: async (input, source) =>
      given.find(input as z.output<Parameters>, source),
  };
}
