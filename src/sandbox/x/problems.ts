import type { Response } from "express";

/** How X words a refusal: RFC 7807, with X's own additions. */
export interface Problem {
  status: number;
  title: string;
  detail: string;
  type: string;
  errors?: { message: string; parameters?: Record<string, string[]> }[];
}

const TYPES = "https://api.twitter.com/2/problems";

function forbidden(detail: string, type = "about:blank"): Problem {
  return { status: 403, title: "Forbidden", detail, type };
}

// https://github.com/plhery/node-twitter-api-v2/issues/425
export const unauthorized: Problem = {
  status: 401,
  title: "Unauthorized",
  detail: "Unauthorized",
  type: "about:blank",
};

// https://github.com/akrherz/iembot/issues/156
export const suspended = forbidden(
  "The user used for authentication is suspended",
  `${TYPES}/user-suspended`,
);

// https://github.com/plhery/node-twitter-api-v2/issues/493
export const readOnly = forbidden(
  "Your client app is not configured with the appropriate oauth1 app permissions for this endpoint.",
  `${TYPES}/oauth1-permissions`,
);

// https://github.com/tryethernal/ethernal/issues/1324 shows the title; the rest of the body is not published anywhere.
export const creditsDepleted: Problem = {
  status: 402,
  title: "CreditsDepleted",
  detail:
    "Your enrolled account does not have any credits to fulfill this request.",
  type: `${TYPES}/credits`,
};

export const tooMany: Problem = {
  status: 429,
  title: "Too Many Requests",
  detail: "Too Many Requests",
  type: "about:blank",
};

// https://github.com/akrherz/iembot/issues/163
export const duplicate = forbidden(
  "You are not allowed to create a Tweet with duplicate content.",
);

export const tooLong = forbidden(
  "Your Tweet text is too long. It may weigh 280 characters at most.",
);

// The words of code 385 of the API before: https://github.com/plhery/node-twitter-api-v2/issues/366
export const replyToNothing = forbidden(
  "You attempted to reply to a Tweet that is deleted or not visible to you.",
);

// The rule of 2026-02-23 for apps that pay per use.
export const replyNotInvited = forbidden(
  "Reply to this conversation is not allowed because you have not been mentioned or otherwise engaged by the author of the post you are replying to.",
);

export const needsAnotherPlan = forbidden(
  "You are not permitted to perform this action.",
);

export const notYours = forbidden(
  "You are not authorized to delete this Tweet.",
);

// https://github.com/plhery/node-twitter-api-v2/issues/583
export function invalidRequest(
  messages: readonly string[],
  parameters?: Record<string, string[]>,
): Problem {
  return {
    status: 400,
    title: "Invalid Request",
    detail: "One or more parameters to your request was invalid.",
    type: `${TYPES}/invalid-request`,
    errors: messages.map((message) =>
      parameters === undefined ? { message } : { parameters, message },
    ),
  };
}

export const noSuchPath: Problem = {
  status: 404,
  title: "Not Found",
  detail: "Not Found",
  type: "about:blank",
};

/** What X says inside an answer of 200 when the one thing asked for is not there. */
export function notFound(kind: "tweet" | "user", id: string): object {
  return {
    value: id,
    detail: `Could not find ${kind} with id: [${id}].`,
    title: "Not Found Error",
    resource_type: kind,
    parameter: "id",
    resource_id: id,
    type: `${TYPES}/resource-not-found`,
  };
}

export function sendProblem(response: Response, problem: Problem): void {
  const type =
    problem.status === 401 ? "application/problem+json" : "application/json";
  response.status(problem.status).type(type).send(JSON.stringify(problem));
}

/** The older form, which the sign-in pages still use. */
export function sendOldError(
  response: Response,
  status: number,
  code: number,
  message: string,
): void {
  response.status(status).json({ errors: [{ code, message }] });
}
