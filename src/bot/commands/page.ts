import {
  testNamespace,
  testPerson,
  type Tested,
} from "../../actions/paging/page-test.ts";
import {
  changePager,
  type PagerChange,
} from "../../actions/paging/settings.ts";
import { pagerState } from "../../actions/paging/show-pager.ts";
import type { Refusal } from "../../actions/context.ts";
import { clip } from "../../base/text.ts";
import { type Reply, say, sayRefusal } from "../reply.ts";
import { ownSentence, pagerView } from "../views/pager.ts";
import { joined, type Word } from "../words.ts";
import type { Ask, Command, Tools } from "./command.ts";
import { allNamespaces, namespaceNamed } from "./namespaces.ts";
import { wordsFor } from "./rota-names.ts";
import { commandButton } from "./targets.ts";

const LONGEST_SAID = 40;

export const page: Command = {
  name: "page",
  aliases: ["pager", "paging"],
  summary:
    "How you are called when you are on call, and whom allswell is calling; says TEST in every channel of a person or a namespace.",
  usage: [
    "page",
    "page test",
    "page test @ben",
    "page test iati",
    "page quiet 22:00-07:00",
    "page quiet 22:00-07:00 Europe/London",
    "page quiet off",
    "page limit 20",
  ],
  async run(ask, tools) {
    const [verb, ...rest] = ask.words;
    switch (verb?.text.toLowerCase()) {
      case undefined:
        return show(ask, tools);
      case "test":
        return test(rest, ask, tools);
      case "quiet":
        return quiet(rest, ask, tools);
      case "limit":
        return limit(rest, ask, tools);
      default:
        return say(
          `"${clip(verb?.text ?? "", LONGEST_SAID)}" is not understood: \`page test\`, \`page quiet 22:00-07:00\` and \`page limit 20\` are.`,
        );
    }
  },
};

async function show({ actor }: Ask, tools: Tools): Promise<Reply> {
  const state = await pagerState(tools.context(actor));
  return pagerView(state, [
    ...commandButton(wordsFor("page test"), "Test: call me", 0),
    ...commandButton(wordsFor("contact"), "My number …", 1),
    ...commandButton(wordsFor("oncall"), "Who is on call", 2),
  ]);
}

/** Oneself, somebody else, or a namespace with all who hear of it. */
async function test(
  words: readonly Word[],
  ask: Ask,
  tools: Tools,
): Promise<Reply> {
  const context = tools.context(ask.actor);
  const [first] = words;
  if (first === undefined || /^me$/i.test(first.text))
    return told(await testPerson(context, ask.actor));
  if (first.kind === "user") {
    const { id, name } = await tools.person(first.id ?? "");
    return told(await testPerson(context, { id, name }));
  }
  const found = namespaceNamed(
    joined(words),
    await allNamespaces(ask.actor, tools),
  );
  return found.ok
    ? told(await testNamespace(context, found.namespace))
    : say(found.text);
}

function told(tested: Tested | Refusal): Reply {
  return tested.ok
    ? say(
        `TEST goes to ${tested.places.join(", ")}. \`deliveries\` shows what becomes of it. Customers hear nothing.`,
      )
    : sayRefusal(tested);
}

/** "22:00-07:00", "22:00 to 7:00 Europe/London", "from 22 to 7", "off" */
async function quiet(
  words: readonly Word[],
  ask: Ask,
  tools: Tools,
): Promise<Reply> {
  const typed = joined(words).trim();
  if (/^(off|none|no|never)$/i.test(typed))
    return change({ quiet: null }, ask, tools);
  const read =
    /^(?:from )?(\d{1,2})(?::(\d\d))? ?(?:-|–|to|until) ?(\d{1,2})(?::(\d\d))?(?: (\S+))?$/i.exec(
      typed,
    );
  if (read === null)
    return say(
      "Write quiet hours as in `page quiet 22:00-07:00`, or `page quiet off`.",
    );
  const [
    ,
    fromHour = "",
    fromMinute = "00",
    toHour = "",
    toMinute = "00",
    zone,
  ] = read;
  const timezone = zone ?? ask.actor.zone;
  return change(
    {
      quiet: {
        from: `${fromHour.padStart(2, "0")}:${fromMinute}`,
        until: `${toHour.padStart(2, "0")}:${toMinute}`,
      },
      ...(timezone === undefined ? {} : { timezone }),
    },
    ask,
    tools,
  );
}

async function limit(
  [word]: readonly Word[],
  ask: Ask,
  tools: Tools,
): Promise<Reply> {
  return change({ mostPerDay: Number(word?.text ?? "none") }, ask, tools);
}

async function change(
  wanted: PagerChange,
  { actor }: Ask,
  tools: Tools,
): Promise<Reply> {
  const context = tools.context(actor);
  const done = await changePager(context, wanted);
  if (!done.ok) return sayRefusal(done);
  const { hasNumber } = await pagerState(context);
  return say(ownSentence({ person: done.person, hasNumber }));
}
