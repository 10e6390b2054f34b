import {
  showBoard,
  showDeliveries,
  showIncidents,
  showNamespaces,
  showResults,
  showService,
} from "../../actions/show.ts";
import type { Target } from "../../actions/find-target.ts";
import { monitorIdsOf } from "../../actions/probe-work.ts";
import type { Message } from "../reply.ts";
import { say } from "../reply.ts";
import { boardView } from "../views/board.ts";
import { evidenceView, type Evidence } from "../views/evidence.ts";
import {
  deliveriesView,
  incidentsView,
  namespacesView,
} from "../views/lists.ts";
import { serviceView } from "../views/service.ts";
import type { Ask, Command, Tools } from "./command.ts";
import { targetOf } from "./targets.ts";

const EARLIER_RESULTS = 5;

export const board: Command = {
  name: "board",
  aliases: ["status"],
  summary: "All services at a glance, what is wrong first.",
  usage: ["", "board"],
  run: async ({ actor }, tools) =>
    boardView(await showBoard(tools.context(actor))),
};

export const list: Command = {
  name: "list",
  aliases: ["ls", "services"],
  summary: "The services of a namespace, or of all.",
  usage: ["list", "list iati"],
  run: async ({ words: [namespace], actor }, tools) =>
    boardView(
      await showBoard(tools.context(actor), {
        namespaceSlug: namespace?.text.toLowerCase() ?? null,
      }),
    ),
};

export const show: Command = {
  name: "show",
  aliases: ["details"],
  summary: "One service: its monitors, uptime and last incidents.",
  usage: ["datastore", "show datastore", "show iati/datastore"],
  async run(ask, tools) {
    if (ask.words.length === 0)
      return boardView(await showBoard(tools.context(ask.actor)));
    const found = await targetOf(ask.words, "show", ask, tools);
    return found.ok
      ? serviceView(
          await showService(tools.context(ask.actor), found.target.serviceId),
        )
      : found.reply;
  },
};

export const check: Command = {
  name: "check",
  aliases: ["recheck", "test"],
  summary:
    "Looks right now and shows the evidence, with the last five results.",
  usage: ["check datastore", "check datastore/front page"],
  async run(ask, tools) {
    if (ask.words.length === 0)
      return say(
        "Which one? Type its name: `check datastore`. `list` shows all.",
      );
    const found = await targetOf(ask.words, "check", ask, tools);
    return found.ok ? checkTarget(found.target, ask, tools) : found.reply;
  },
};

/** Looks at all monitors of a target at once. */
export async function checkTarget(
  target: Target,
  { actor }: Pick<Ask, "actor">,
  tools: Tools,
): Promise<Message> {
  const context = tools.context(actor);
  const monitors = await monitorIdsOf(context, target);
  const evidence = await Promise.all(
    monitors.map(async ({ id, name }): Promise<Evidence[]> => {
      const result = await tools.probe(id);
      return result === null
        ? []
        : [
            {
              name,
              result,
              earlier: await showResults(context, id, EARLIER_RESULTS),
            },
          ];
    }),
  );
  return evidenceView(target.serviceName, evidence.flat());
}

export const incidents: Command = {
  name: "incidents",
  aliases: ["incident", "history"],
  summary:
    "The latest incidents, open ones first; of one service where it is named.",
  usage: ["incidents", "incidents open", "incidents datastore"],
  async run(ask, tools) {
    const context = tools.context(ask.actor);
    const [first] = ask.words;
    if (first === undefined) return incidentsView(await showIncidents(context));
    if (first.text.toLowerCase() === "open")
      return incidentsView(await showIncidents(context, { onlyOpen: true }));
    const found = await targetOf(ask.words, "incidents", ask, tools);
    return found.ok
      ? incidentsView(
          await showIncidents(context, { serviceId: found.target.serviceId }),
        )
      : found.reply;
  },
};

export const deliveries: Command = {
  name: "deliveries",
  aliases: ["ledger"],
  summary: "What was told to whom, what waits and what failed.",
  usage: ["deliveries", "deliveries waiting", "deliveries failed"],
  async run({ words: [first], actor }, tools) {
    const asked = first?.text.toLowerCase() ?? "all";
    if (asked !== "all" && asked !== "waiting" && asked !== "failed")
      return say(
        "There are `deliveries`, `deliveries waiting` and `deliveries failed`.",
      );
    const { counts, lines } = await showDeliveries(tools.context(actor), asked);
    return deliveriesView(asked, counts, lines);
  },
};

export async function listNamespaces(
  { actor }: Pick<Ask, "actor">,
  tools: Tools,
): Promise<Message> {
  return namespacesView(await showNamespaces(tools.context(actor)));
}
