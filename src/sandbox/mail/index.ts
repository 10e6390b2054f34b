import express, { type Router } from "express";
import type { Faults } from "../faults.ts";
import { withBody } from "../control-body.ts";
import { Journal, serveJournal } from "../journal.ts";
import { parseEntity, textOf, valuesOf } from "./headers.ts";
import { partOf } from "./mime.ts";
import { problemWithMessage } from "./rules.ts";
import { Smtp, type Letter, type Login } from "./smtp.ts";
import {
  refusalSchema,
  stateSchema,
  type Mail,
  type MailState,
  type Refusal,
} from "./state.ts";

export interface MailOptions {
  faults: Faults;
  /** Called after each change of what the page shows. */
  changed: () => void;
  /** ms since 1970 */
  now: () => number;
  /** Whoever wants to send has to log in; without it nobody has to, or can. */
  login?: Login;
}

export interface MailInbox {
  /** What tests and the page see and switch; JSON. */
  control: Router;
  /** Listens on the loopback; 0 is any free port. Resolves with the URL, "smtp://127.0.0.1:2525". */
  start(port?: number): Promise<string>;
  stop(): Promise<void>;
  snapshot(): unknown;
  /** Throws, and changes nothing, when this is not a snapshot. */
  load(state: unknown): void;
}

/** An inbox for every address, reached by SMTP. */
export function createMail(options: MailOptions): MailInbox {
  const { faults, changed, now, login } = options;
  const mails = new Journal<Omit<Mail, "seq">>();
  const refusals = new Map<string, Refusal>();
  const smtp = new Smtp(
    faults,
    {
      recipient: (address) => refusals.get(address.toLowerCase()),
      letter: problemWithLetter,
      accept(letter) {
        mails.add(mailOf(letter, now()));
        changed();
      },
    },
    login,
  );
  return {
    control: mailControl(mails, refusals, changed),
    async start(port = 0) {
      return `smtp://127.0.0.1:${await smtp.start(port)}`;
    },
    stop: () => smtp.stop(),
    snapshot: (): MailState =>
      structuredClone({
        mails: [...mails.all()],
        refusals: [...refusals.values()],
      }),
    load(state) {
      const loaded = stateSchema.parse(state);
      mails.load(loaded.mails);
      refusals.clear();
      for (const refusal of loaded.refusals)
        refusals.set(refusal.address.toLowerCase(), refusal);
      changed();
    },
  };
}

function problemWithLetter(
  letter: Letter,
): { code: number; text: string } | undefined {
  const problem = problemWithMessage(
    letter.bytes.toString("latin1"),
    letter.isUtf8,
  );
  return problem === undefined
    ? undefined
    : { code: 550, text: `5.7.1 ${problem}` };
}

function mailOf({ from, to, bytes }: Letter, at: number): Omit<Mail, "seq"> {
  const entity = parseEntity(bytes.toString("latin1"));
  const { headers } = entity;
  const references = textOf(headers, "References").split(/\s+/);
  return {
    at,
    from,
    to,
    headers,
    messageId: valuesOf(headers, "Message-ID")[0] ?? "",
    subject: textOf(headers, "Subject"),
    references: references.filter((id) => id !== ""),
    text: partOf(entity, "text/plain") ?? null,
    html: partOf(entity, "text/html") ?? null,
    raw: bytes.toString("utf8"),
  };
}

/** GET /messages?to= · GET and POST /refusals (recipients that are refused) · DELETE /refusals/:address */
function mailControl(
  mails: Journal<Omit<Mail, "seq">>,
  refusals: Map<string, Refusal>,
  changed: () => void,
): Router {
  const control = express.Router();
  control.use(express.json());
  control.get(
    "/messages",
    serveJournal(mails, "messages", ({ to }, { query }) => {
      const wanted = query["to"];
      return typeof wanted !== "string" || to.includes(wanted);
    }),
  );
  control.get("/refusals", (_request, response) => {
    response.json({ refusals: [...refusals.values()] });
  });
  control.post(
    "/refusals",
    withBody(refusalSchema, (refusal, _request, response) => {
      refusals.set(refusal.address.toLowerCase(), refusal);
      changed();
      response.status(201).json(refusal);
    }),
  );
  control.delete("/refusals/:address", (request, response) => {
    refusals.delete(request.params.address.toLowerCase());
    changed();
    response.json({ refusals: [...refusals.values()] });
  });
  return control;
}
