import type { Response } from "express";

/** What is wrong with one parameter. */
export interface ParameterProblem {
  name: string;
  detail: string;
}

/** Why a request was not answered, as RFC 9457 has it. */
export interface Problem {
  status: number;
  title: string;
  detail: string;
  /** Parameter by parameter, where several are wrong. */
  errors?: ParameterProblem[];
}

export const PROBLEM_TYPE = "application/problem+json";

export function problemBody(problem: Problem): string {
  return JSON.stringify({ type: "about:blank", ...problem });
}

export function sendProblem(response: Response, problem: Problem): void {
  response
    .status(problem.status)
    .set({
      "Content-Type": PROBLEM_TYPE,
      "Cache-Control": "no-store",
    })
    .send(problemBody(problem));
}

export const notFound = (detail: string): Problem => ({
  status: 404,
  title: "Not found",
  detail,
});

export const notNow: Problem = {
  status: 503,
  title: "Not available",
  detail: "This cannot be told at the moment: try again in a minute.",
};
