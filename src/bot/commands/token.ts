import {
  findToken,
  makeToken,
  revokeToken,
  showTokens,
  USUAL_TOKEN_LIFE_MS,
} from "../../actions/people/tokens.ts";
import { clip } from "../../base/text.ts";
import { isScope, type Scope } from "../../domain/scopes.ts";
import { type Message, say, sayRefusal } from "../reply.ts";
import { newTokenView, tokensView } from "../views/tokens.ts";
import { joined, type Word } from "../words.ts";
import type { Ask, Command, Tools } from "./command.ts";
import { takeDuration } from "./durations.ts";

const LONGEST_SAID = 60;

export const token: Command = {
  name: "token",
  aliases: ["tokens"],
  summary:
    "Personal tokens for the API, for metrics and for scripts: to read, or also to change things as you do in Slack.",
  usage: [
    'token new "grafana" read',
    'token new "deploy script" write for 90d',
    "token list",
    "token revoke grafana",
  ],
  async run(ask, tools) {
    const [verb, ...rest] = ask.words;
    switch (verb?.text.toLowerCase()) {
      case "new":
      case "add":
      case "make":
      case "create":
        return make(rest, ask, tools);
      case "revoke":
      case "remove":
      case "delete":
        return revoke(rest, ask, tools);
      case undefined:
      case "list":
        return list(ask, tools);
      default:
        return say(
          `What is to become of "${clip(joined(ask.words), LONGEST_SAID)}"? \`token new "grafana" read\` makes a token, \`token list\` shows yours, \`token revoke grafana\` takes one back.`,
        );
    }
  },
};

async function make(
  typed: readonly Word[],
  ask: Ask,
  tools: Tools,
): Promise<Message> {
  const { words, ms } = takeDuration(typed);
  const scope = scopeIn(words);
  const name = joined(words.filter((word) => word !== scope?.word));
  if (name === "" || scope === undefined)
    return say(
      'A token has a name and may read or write: `token new "grafana" read`, `token new "deploy script" write for 90d`.',
    );
  if (ask.isAlone !== true)
    return say(
      "A token is shown to you alone, which only a slash command can do: type the same behind `/allswell`.",
    );
  const made = await makeToken(tools.context(ask.actor), {
    name,
    scope: scope.scope,
    lifeMs: ms ?? USUAL_TOKEN_LIFE_MS,
  });
  return made.ok
    ? newTokenView(made, tools.urlOf("/api/v1/monitors"))
    : sayRefusal(made);
}

/** The last word that is one, so that a token may be called "read". */
function scopeIn(
  words: readonly Word[],
): { word: Word; scope: Scope } | undefined {
  for (const word of words.toReversed()) {
    const scope = word.text.toLowerCase();
    if (word.kind === "word" && isScope(scope)) return { word, scope };
  }
  return undefined;
}

async function revoke(
  words: readonly Word[],
  { actor }: Ask,
  tools: Tools,
): Promise<Message> {
  if (words.length === 0) return list({ actor }, tools);
  const context = tools.context(actor);
  const found = await findToken(context, joined(words));
  if (!found.ok) return sayRefusal(found);
  const done = await revokeToken(context, found.id);
  return done.ok
    ? say(
        `The token "${done.line.name}" is taken back: from now on nobody gets in with it.`,
      )
    : sayRefusal(done);
}

async function list(
  { actor }: Pick<Ask, "actor">,
  tools: Tools,
): Promise<Message> {
  const context = tools.context(actor);
  const shown = await showTokens(context);
  return shown.ok ? tokensView(shown, context.now) : sayRefusal(shown);
}
