import { drawBlocks } from "./blocks.js";
import { button, element, select, timeOf } from "./dom.js";
import { emoji } from "./emoji.js";
import { drawTokens } from "./mrkdwn.js";

/** The messages of a channel, each with its thread below it. */
export function drawMessages(messages, world, act) {
  const isReply = (message) =>
    message.thread_ts !== undefined && message.thread_ts !== message.ts;
  const roots = messages.filter((message) => !isReply(message));
  if (messages.length === 0)
    return [element("p", { class: "empty" }, emptyWords(world))];
  const shown = new Set(roots.map(({ ts }) => ts));
  // A reply whose parent is too old to be here still belongs to somebody's day.
  const orphans = messages.filter(
    (message) => isReply(message) && !shown.has(message.thread_ts),
  );
  return [...orphans, ...roots].map((message) => {
    const replies = messages.filter(
      (other) => isReply(other) && other.thread_ts === message.ts,
    );
    return element(
      "div",
      {},
      drawMessage(message, world, act),
      replies.length === 0
        ? null
        : element(
            "div",
            { class: "thread", "aria-label": "Thread" },
            replies.map((reply) => drawMessage(reply, world, act)),
          ),
    );
  });
}

function emptyWords({ commands, app }) {
  return `Nothing here yet. Try “${commands[0]}” or “@${app.name} help” below, or break a website that is watched.`;
}

function drawMessage(message, world, act) {
  const surface = {
    key: message.ts,
    place: { channel: world.channel.id, ts: message.ts },
    held: (blockId, actionId) => message.entered?.[blockId]?.[actionId],
    press: (item, blockId, value) =>
      act.press(
        { channel: world.channel.id, ts: message.ts },
        item,
        blockId,
        value,
      ),
  };
  return element(
    "article",
    { class: classesOf(message, world) },
    heading(message, world),
    content(message, surface, world),
    (message.attachments ?? []).map((attachment) =>
      attached(attachment, surface, world),
    ),
    (message.files ?? []).map(({ id, title, alt_txt: alt = title }) =>
      element("img", { src: `slack/files/${id}`, alt, title }),
    ),
    (message.reactions ?? []).map(({ name, count }) =>
      element("span", { class: "reaction" }, emoji(name), ` ${count}`),
    ),
    message.isEphemeral === true ? null : menu(message, world, act),
  );
}

function classesOf(message, world) {
  const own = message.user === world.me ? "own" : "";
  return `message ${own} ${message.isEphemeral === true ? "ephemeral" : ""}`;
}

function heading(message, world) {
  const name = message.username ?? world.nameOf(message.user) ?? message.user;
  return element(
    "header",
    {},
    element("strong", {}, name),
    message.bot_id === undefined && message.isEphemeral !== true
      ? null
      : element("span", { class: "badge" }, "app"),
    element("time", { title: message.ts }, timeOf(Number(message.ts) * 1000)),
    message.edited === undefined ? null : element("small", {}, "(edited)"),
    message.subtype === "thread_broadcast"
      ? element("small", {}, "(also to the channel)")
      : null,
    message.isEphemeral === true
      ? element("small", {}, "only you can see this")
      : null,
  );
}

function content({ blocks = [], tokens, text }, surface, world) {
  if (blocks.length > 0)
    return element(
      "div",
      { class: "blocks", title: text },
      drawBlocks(blocks, surface, world),
    );
  return element("div", { class: "text" }, drawTokens(tokens, world));
}

function attached(attachment, surface, world) {
  return element(
    "div",
    { class: "attachment" },
    attachment.text ?? "",
    drawBlocks(attachment.blocks ?? [], surface, world),
  );
}

/** What can be done with a message: a reply, the app's shortcuts. */
function menu(message, world, act) {
  const root = message.thread_ts ?? message.ts;
  const shortcuts = world.shortcuts.filter(({ type }) => type === "message");
  const chooser = select(
    shortcuts.map(({ callbackId, name }) => [callbackId, name]),
    { "aria-label": "Shortcuts", data: { key: `shortcut ${message.ts}` } },
    "Shortcuts…",
  );
  chooser.addEventListener("change", () => {
    void act.shortcut(chooser.value, {
      channel: world.channel.id,
      ts: message.ts,
    });
    chooser.value = "";
  });
  return element(
    "div",
    { class: "message-menu" },
    button("Reply in thread", () => act.replyTo(root), {
      data: { key: `reply ${message.ts}` },
    }),
    shortcuts.length === 0 ? null : chooser,
  );
}
