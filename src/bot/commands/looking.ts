import type { Target } from "../../actions/targets/find-target.ts";
import {
  showBoard,
  showNamespaces,
  showResults,
} from "../../actions/inside/show.ts";
import { showService } from "../../actions/inside/service-detail.ts";
import { clip, listed } from "../../base/text.ts";
import { likelyNames, nameKey } from "../../domain/names.ts";
import { addressFor } from "../address.ts";
import { type Reply, say } from "../reply.ts";
import { boardView } from "../views/board.ts";
import { monitorView } from "../views/monitor.ts";
import { serviceView } from "../views/service.ts";
import { joined, type Word, withoutEnd } from "../words.ts";
import type { Ask, Command, Tools } from "./command.ts";
import { commandButton, targetOf } from "./targets.ts";

const EARLIER_RESULTS = 5;
const MOST_NAMED = 10;

export const board: Command = {
  name: "board",
  aliases: ["status"],
  summary: "All services at a glance, what is wrong first.",
  usage: ["", "board"],
  run: async (ask, tools) =>
    ask.words.length > 0
      ? show.run(ask, tools)
      : boardView(await showBoard(tools.context(ask.actor))),
};

export const list: Command = {
  name: "list",
  aliases: ["ls", "services"],
  summary: "The services of a namespace, or of all.",
  usage: ["list", "list iati"],
  async run({ words, actor }, tools) {
    const context = tools.context(actor);
    if (words.length === 0) return boardView(await showBoard(context));
    const slugs = await slugsOf(actor, tools);
    const slug = slugNamed(words, slugs);
    return slug === undefined
      ? noSuchList(joined(words), slugs)
      : boardView(await showBoard(context, { namespaceSlug: slug }));
  },
};

export async function slugsOf(
  actor: Ask["actor"],
  tools: Tools,
): Promise<{ slug: string; name: string }[]> {
  const all = await showNamespaces(tools.context(actor));
  return all.map(({ namespace: { slug, name } }) => ({ slug, name }));
}

/** People call a namespace by its short name or by its name. */
export function slugNamed(
  words: readonly Word[],
  namespaces: readonly { slug: string; name: string }[],
): string | undefined {
  const wanted = nameKey(withoutEnd(joined(words)));
  return namespaces.find(
    ({ slug, name }) => slug === wanted || nameKey(name) === wanted,
  )?.slug;
}

function noSuchList(
  typed: string,
  namespaces: readonly { slug: string }[],
): Reply {
  const slugs = namespaces.map(({ slug }) => slug);
  if (slugs.length === 0)
    return say(
      "There is no namespace yet. Make one first: `namespace add iati`.",
    );
  const likely = likelyNames(typed, slugs, 3);
  const offered = likely.length > 0 ? likely : slugs.slice(0, 3);
  return say(
    `There is no namespace "${clip(typed, 60)}". There ${slugs.length === 1 ? "is" : "are"} ${listed(slugs, MOST_NAMED)}.`,
    offered.flatMap((slug, index) =>
      commandButton(
        [
          { kind: "word", text: "list" },
          { kind: "word", text: slug },
        ],
        `List ${slug}`,
        index,
      ),
    ),
  );
}

export const show: Command = {
  name: "show",
  aliases: ["details"],
  summary: "One service: its monitors, uptime and last incidents.",
  usage: [
    "show datastore",
    "datastore",
    "show iati/datastore",
    "show front page",
  ],
  async run(ask, tools) {
    const { words, actor } = ask;
    if (words.length === 0)
      return boardView(await showBoard(tools.context(actor)));
    const found = await targetOf({ verb: "show", words }, ask, tools);
    if (found.ok) return showTarget(found.target, ask, tools);
    const slug = slugNamed(words, await slugsOf(actor, tools));
    return slug === undefined
      ? found.reply
      : boardView(
          await showBoard(tools.context(actor), { namespaceSlug: slug }),
        );
  },
};

/** A service with all that belongs to it, or one monitor with what it saw last. */
export async function showTarget(
  { serviceId, monitorId }: Pick<Target, "serviceId" | "monitorId">,
  { actor }: Pick<Ask, "actor">,
  tools: Tools,
): Promise<Reply> {
  const context = tools.context(actor);
  const detail = await showService(context, serviceId);
  if (monitorId === null) return serviceView(detail);
  const monitor = detail.monitors.find((one) => one.monitorId === monitorId);
  return monitor === undefined
    ? say("This monitor was removed meanwhile.")
    : monitorView(
        detail.service,
        monitor,
        await showResults(context, monitorId, EARLIER_RESULTS),
        await addressFor({ id: monitorId, type: monitor.type }, context, tools),
      );
}
