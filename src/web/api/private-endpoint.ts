import type { z } from "zod";
import type {
  Context,
  Problem as FieldProblem,
  Refusal,
} from "../../actions/context.ts";
import type { Summary } from "../../actions/inside/private-view.ts";
import type { TokenLine } from "../../actions/people/tokens.ts";
import type { ProbeResult } from "../../domain/result.ts";
import type { Scope } from "../../domain/scopes.ts";
import type { Problem } from "./problem.ts";

export type Method = "get" | "post" | "patch" | "delete";

/** Whoever was let in, and what verbs need to act for them. */
export interface Caller {
  context: Context;
  token: TokenLine;
  /** All in a few numbers, at most half a minute old. */
  summary: () => Promise<Summary>;
  /** Looks at a monitor right now; nothing is recorded. Null where it was removed. */
  probe: (monitorId: number) => Promise<ProbeResult | null>;
  /** A Slack channel by its id, as people call it, and why a message there would not arrive. */
  channel: (
    id: string,
  ) => Promise<{ label: string; problem: string | undefined }>;
}

/** An answer, or a verb's "no". */
export type Outcome<Body> = { ok: true; body: Body } | Refusal;

/** What only those who bring a token may ask or do. */
export interface PrivateEndpoint {
  method: Method;
  /** Below /api/v1, with parameters as "{slug}". */
  path: string;
  summary: string;
  scope: Scope;
  parameters: z.ZodObject;
  /** Null where nothing is said. */
  body: z.ZodType | null;
  /** The JSON schema of the body, where its zod shape does not tell all. */
  bodySchema: (() => Record<string, unknown>) | undefined;
  answer: z.ZodType;
  /** Something was made: 201 instead of 200. */
  makes: boolean;
  /** It asks the outside world and changes nothing of ours: it is not done within a transaction. */
  isLook: boolean;
  run: (
    input: unknown,
    body: unknown,
    caller: Caller,
  ) => Promise<Outcome<unknown>>;
}

/** Ties the shapes of a private endpoint to what it does. */
export function privateEndpoint<
  Parameters extends z.ZodObject,
  Body extends z.ZodType | null,
  Shape extends z.ZodType,
>(given: {
  method: Method;
  path: string;
  summary: string;
  parameters: Parameters;
  body: Body;
  bodySchema?: () => Record<string, unknown>;
  answer: Shape;
  makes?: boolean;
  isLook?: boolean;
  /** How the body calls what the verb calls by another name. */
  called?: Called<BodyOf<Body>>;
  run: (
    input: z.output<Parameters>,
    body: BodyOf<Body>,
    caller: Caller,
  ) => Promise<Outcome<z.output<Shape>>>;
}): PrivateEndpoint {
  const { makes = false, isLook = false, bodySchema, called, ...rest } = given;
  return {
    ...rest,
    bodySchema,
    makes,
    isLook,
    scope: given.method === "get" ? "read" : "write",
    run: async (input, body, caller) => {
      const said = body as BodyOf<Body>;
      const done = await given.run(input as z.output<Parameters>, said, caller);
      return done.ok || done.problems === undefined
        ? done
        : { ...done, problems: asCalled(done.problems, called, said) };
    },
  };
}

type BodyOf<Body> = Body extends z.ZodType ? z.output<Body> : null;

/** By the verb's name of a field; what depends on what was said is asked of the body. */
type Called<Said> = Partial<Record<string, string | ((said: Said) => string)>>;

function asCalled<Said>(
  problems: FieldProblem[],
  called: Called<Said> = {},
  said: Said,
): FieldProblem[] {
  return problems.map(({ field, text }) => {
    const name = called[field] ?? field;
    return { field: typeof name === "string" ? name : name(said), text };
  });
}

/** Statuses of the verbs' "no"s; what is not here is wrong with the request itself. */
const statuses: Partial<Record<string, number>> = {
  "not-allowed": 403,
  "not-known": 503,
  "not-found": 404,
  removed: 404,
  gone: 404,
  ambiguous: 409,
  taken: 409,
  "name-taken": 409,
  "there-already": 409,
  "already-acknowledged": 409,
  "already-over": 409,
  "already-paused": 409,
  "not-paused": 409,
  "not-acknowledged": 409,
  "not-snoozed": 409,
  "not-running": 409,
  "not-empty": 409,
  "incident-open": 409,
  "recovery-owed": 409,
  overtaken: 409,
  over: 409,
  sending: 409,
  sent: 409,
  dropped: 409,
  "too-late": 409,
  "switched-off": 409,
  "cannot-be-asked": 409,
  "not-public": 409,
  running: 409,
};

const titles: Partial<Record<number, string>> = {
  403: "Not allowed",
  404: "Not found",
  409: "Not as things stand",
  503: "Not available",
};

const UNPROCESSABLE = 422;

/** The verb's own sentence, as a problem. */
export function problemOfRefusal({ kind, text, problems }: Refusal): Problem {
  const status = statuses[kind] ?? UNPROCESSABLE;
  return {
    status,
    title: titles[status] ?? "Cannot be done",
    detail: text.replaceAll("`", ""),
    ...(problems === undefined
      ? {}
      : {
          errors: problems.map(({ field, text: detail }) => ({
            name: field,
            detail,
          })),
        }),
  };
}
