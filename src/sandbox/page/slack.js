import { act, get } from "./api.js";
import { drawBlocks } from "./blocks.js";
import { button, element, replace, select } from "./dom.js";
import { drawMessages } from "./messages.js";
import { askToConfirm, onEscape, showModal } from "./modal.js";

const find = (id) => document.querySelector(`#${id}`);
const stream = find("stream");

/** Who one is and where one looks; kept over a reload. A link can name the channel to begin in: "#ops". */
const kept = {
  user: sessionStorage.getItem("user") ?? "",
  channel: sessionStorage.getItem("channel") ?? location.hash.slice(1),
};
let isHome = false;
let thread;
let world;
let drawn = "";

const whenChosen = (name, value) => {
  kept[name] = value;
  sessionStorage.setItem(name, value);
  isHome = false;
  thread = undefined;
  return refreshSlack();
};

/** Fetches what this person sees and draws what has changed. */
export async function refreshSlack() {
  const query = new URLSearchParams(kept);
  const view = await get(`slack/page?${query}`);
  world = {
    ...view,
    nameOf: (id) => view.people.find((person) => person.id === id)?.name,
    timeZone: view.people.find(({ id }) => id === view.me)?.tz,
  };
  showModal(view.modal, world, acts);
  drawConnection();
  const key = JSON.stringify([view, isHome, thread]);
  if (key === drawn) return;
  drawn = key;
  drawPeople();
  drawPlaces();
  drawStream();
  drawComposer();
}

/** Does something as this person, and says what Slack says to it. */
async function perform(what, body) {
  say("");
  try {
    const seen = await act(what, { user: world.me, ...body });
    const words = [seen.notice ?? failure(seen), ...(seen.problems ?? [])];
    say(words.filter((one) => one !== undefined).join(" — "));
    return seen;
  } catch (error) {
    say(error.message);
    return {};
  } finally {
    await refreshSlack();
  }
}

/** What did not reach the bot, where Slack itself would say nothing. */
function failure({ outcome }) {
  const isFine = ["ok", "not_sent", "invalid_response"].includes(outcome);
  return isFine ? undefined : `The bot did not take it: ${outcome}`;
}

function say(words) {
  find("notice").textContent = words;
}

const acts = {
  async press(place, item, blockId, value) {
    const confirm = await askToConfirm(item.confirm, world);
    if (confirm === false) return undefined;
    return perform("press", {
      ...place,
      action_id: item.action_id,
      block_id: blockId,
      ...(value === undefined ? {} : { value }),
      ...(confirm === undefined ? {} : { confirm }),
    });
  },
  submit: (view_id, values) => perform("submit", { view_id, values }),
  close: (view_id) => perform("close", { view_id }),
  shortcut: (callback_id, place) =>
    perform("shortcut", { callback_id, ...place }),
  replyTo(ts) {
    thread = ts;
    find("typed").focus();
    return refreshSlack();
  },
};

function drawPeople() {
  const chooser = select(
    world.people
      .filter(({ isBot }) => !isBot)
      .map(({ id, realName }) => [id, realName]),
    { value: world.me },
  );
  replace(find("people"), ...chooser.childNodes);
  find("people").value = world.me;
}

function drawConnection() {
  const connection = find("connection");
  connection.className = world.isConnected ? "good" : "bad";
  connection.textContent = world.isConnected
    ? "The bot is connected"
    : "No bot is connected";
}

function drawPlaces() {
  const place = (key, label, isCurrent, open) =>
    element(
      "li",
      {},
      button(label, open, {
        data: { key },
        "aria-current": isCurrent ? "page" : undefined,
      }),
    );
  const isAt = (id) => !isHome && world.channel.id === id;
  replace(
    find("places"),
    world.channels.map(({ id, name, kind, isArchived, hasApp }) =>
      place(
        id,
        [
          `${kind === "private" ? "🔒" : "#"} ${name}`,
          isArchived ? element("small", {}, " archived") : null,
          hasApp ? null : element("small", {}, " no bot"),
        ].filter((one) => one !== null),
        isAt(id),
        () => whenChosen("channel", id),
      ),
    ),
    place("direct", `@ ${world.app.name}`, isAt(world.direct), () =>
      whenChosen("channel", world.direct),
    ),
    place("home", "⌂ App Home", isHome, openHome),
    world.shortcuts
      .filter(({ type }) => type === "global")
      .map(({ callbackId, name }) =>
        place(`shortcut ${callbackId}`, `⚡ ${name}`, false, () =>
          acts.shortcut(callbackId),
        ),
      ),
  );
}

async function openHome() {
  isHome = true;
  thread = undefined;
  await perform("home", {});
}

/** One follows the newest message unless one has scrolled up. */
function drawStream() {
  const left = stream.scrollHeight - stream.scrollTop - stream.clientHeight;
  const isAtEnd = left < 40;
  find("place").textContent = titleOf();
  replace(
    stream,
    isHome ? drawHome() : drawMessages(world.messages, world, acts),
  );
  if (isHome) stream.scrollTop = 0;
  else if (isAtEnd) stream.scrollTop = stream.scrollHeight;
}

function titleOf() {
  if (isHome) return "App Home";
  return world.channel.name === ""
    ? `Direct message with @${world.app.name}`
    : `#${world.channel.name}`;
}

function drawHome() {
  const { home } = world;
  if (home === null)
    return [element("p", { class: "empty" }, "The bot has published nothing.")];
  const surface = {
    key: home.id,
    place: { view_id: "home" },
    held: (blockId, actionId) => home.state.values[blockId]?.[actionId],
    press: (item, blockId, value) =>
      acts.press({ view_id: "home" }, item, blockId, value),
  };
  return [
    element(
      "div",
      { class: "blocks" },
      drawBlocks(home.blocks, surface, world),
    ),
  ];
}

function drawComposer() {
  find("composer").hidden = isHome || world.channel.isArchived;
  find("replying").hidden = thread === undefined;
  find("typed").placeholder =
    thread === undefined
      ? `Message, “${world.commands[0]} …” or “@${world.app.name} …”`
      : `Reply; slash commands do not work in threads`;
}

/** Wires what is there from the beginning. */
export function startSlack() {
  find("people").addEventListener("change", ({ target }) => {
    void whenChosen("user", target.value);
  });
  find("leave-thread").addEventListener("click", () => {
    thread = undefined;
    void refreshSlack();
  });
  find("composer").addEventListener("submit", (event) => {
    event.preventDefault();
    void send();
  });
  onEscape(() => acts.close(world.modal?.id));
}

async function send() {
  const typed = find("typed");
  const text = typed.value;
  typed.value = "";
  await perform("type", {
    channel: world.channel.id,
    text,
    ...(thread === undefined ? {} : { thread_ts: thread }),
  });
  stream.scrollTop = stream.scrollHeight;
}
