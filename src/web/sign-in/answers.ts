import type { Response } from "express";
import { html } from "../page/html.ts";
import { sendShell } from "../shell.ts";

/** Why somebody is not signed in. */
export interface Answer {
  status: number;
  text: string;
}

export const answers = {
  declined: {
    status: 403,
    text: "You did not let Slack tell us who you are, so you are not signed in.",
  },
  "not-confirmed": {
    status: 403,
    text: "Slack did not confirm who you are, so you are not signed in. Try it once more.",
  },
  tooOld: {
    status: 400,
    text: "This sign-in was not begun in this browser, or too long ago. Begin it once more.",
  },
  tooOften: {
    status: 429,
    text: "That was too often: wait a minute, then try again.",
  },
  otherWorkspace: {
    status: 403,
    text: "This is for the members of another Slack workspace than the one that you chose.",
  },
  guest: {
    status: 403,
    text: "This is for full members of the workspace. Guests see what everybody sees.",
  },
  notReached: {
    status: 503,
    text: "Slack cannot be asked at the moment who you are: try again in a minute.",
  },
  notSignedIn: {
    status: 403,
    text: "You are not signed in any more, so nothing was done.",
  },
  foreignForm: {
    status: 403,
    text: "This did not come from a page that was open here, so nothing was done. Open the page anew and try again.",
  },
} as const satisfies Record<string, Answer>;

/** Tells it, with ways to try again and back. */
export function showAnswer(
  response: Response,
  { status, text }: Answer,
  back: string,
): void {
  const again = `/sign-in?to=${encodeURIComponent(back)}`;
  const content = html`<p>${text}</p>
    <p>
      <a href="${again}">Sign in with Slack</a> · <a href="${back}">Back</a>
    </p>`;
  sendShell(response, { status, title: "Sign in", content, back });
}
