import express, { type ErrorRequestHandler, type Request } from "express";

const LONGEST_FORM = "8kb";

/** Reads what a form says. */
export const readForm = express.urlencoded({
  extended: false,
  limit: LONGEST_FORM,
});

/** The fields of a form, as texts. */
export function fieldsOf({
  body,
}: Pick<Request, "body">): Partial<Record<string, string>> {
  if (typeof body !== "object" || body === null) return {};
  return Object.fromEntries(
    Object.entries(body as Record<string, unknown>).flatMap(([name, value]) =>
      typeof value === "string" ? [[name, value]] : [],
    ),
  );
}

/** A body that is no form is the sender's fault. */
export const unreadable: ErrorRequestHandler = (
  error: { status?: unknown },
  _request,
  response,
  next,
) => {
  const { status } = error;
  if (typeof status !== "number" || status >= 500) return next(error);
  response.status(status).type("text").send("This form cannot be read.\n");
};
