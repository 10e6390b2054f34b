import { get, post } from "./api.js";
import { element, heading, replace, timeOf } from "./dom.js";
import { drawFaults } from "./faults.js";
import { drawTargets } from "./targets.js";

const find = (id) => document.querySelector(`#${id}`);
const drawn = new Map();

/** Draws a section when what it shows has changed. */
async function refreshPart(id, paths, draw) {
  const answers = await Promise.all(paths.map((path) => get(path)));
  const key = JSON.stringify(answers);
  if (drawn.get(id) === key) return;
  drawn.set(id, key);
  replace(find(id), draw(...answers));
}

/** Fetches the rest of the world and draws what has changed. */
export function refreshOutside() {
  return Promise.all([
    refreshPart("targets", ["targets/"], drawTargets),
    refreshPart("tweets", ["x/", "x/tweets"], drawTweets),
    refreshPart("sms", ["twilio/", "twilio/messages"], drawSms),
    refreshPart("mail", ["mail/messages"], drawMail),
    refreshPart("faults", ["faults"], drawFaults),
  ]);
}

function drawTweets({ accounts, bill }, { tweets }) {
  return [
    heading("X", tweets.length),
    element("small", {}, `It has cost $${bill.totalUsd.toFixed(3)}.`),
    accounts.map(({ username, suspended, outOfCredits }) => {
      const own = tweets.filter((tweet) => tweet.username === username);
      const trouble = [
        suspended ? "suspended" : "",
        outOfCredits ? "out of credits" : "",
      ].filter((word) => word !== "");
      return element(
        "details",
        {
          open: own.length > 0,
          data: { key: `account ${username} ${own.length > 0}` },
        },
        element(
          "summary",
          {},
          `@${username}`,
          element("span", { class: "count" }, own.length),
          trouble.length === 0
            ? null
            : element("small", { class: "bad" }, ` ${trouble.join(", ")}`),
        ),
        element(
          "ul",
          { class: "cards" },
          own.toReversed().map((tweet) => element("li", {}, drawTweet(tweet))),
        ),
      );
    }),
  ];
}

function drawTweet({ text, at, urls, deletedAt, replyTo }) {
  return [
    element(deletedAt === undefined ? "p" : "s", { class: "text" }, text),
    element(
      "small",
      {},
      timeOf(at),
      replyTo === undefined ? "" : " · a reply",
      urls.length === 0 ? " · $0.015" : " · $0.20, it has a link",
      deletedAt === undefined ? "" : " · deleted",
    ),
  ];
}

function drawSms({ numbers }, { messages }) {
  return [
    heading("SMS", messages.length),
    element(
      "ul",
      { class: "cards" },
      messages
        .toReversed()
        .map((message) => element("li", {}, drawMessage(message, numbers))),
    ),
  ];
}

function drawMessage(message, numbers) {
  const { from, to, body, status, at, direction, errorCode, seq } = message;
  const isOurs = direction !== "inbound";
  const own = from ?? numbers[0].number;
  return [
    element("p", { class: "text" }, body),
    element(
      "small",
      {},
      `${from ?? "the service"} → ${to} · ${timeOf(at)} · ${status}`,
      errorCode === null ? "" : ` (${errorCode})`,
    ),
    isOurs ? replyForm(to, own, seq) : null,
  ];
}

/** The owner of the telephone answers. */
function replyForm(phone, own, seq) {
  const input = element("input", {
    placeholder: "Answer as this telephone",
    "aria-label": `Answer as ${phone}`,
    required: true,
    data: { key: `sms ${seq}` },
  });
  const form = element(
    "form",
    { class: "row" },
    input,
    element("button", {}, "Send"),
  );
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void post(`twilio/phones/${encodeURIComponent(phone)}/messages`, {
      to: own,
      body: input.value,
    });
    input.value = "";
  });
  return form;
}

function drawMail({ messages }) {
  return [
    heading("Mail", messages.length),
    messages
      .toReversed()
      .map(({ subject, from, to, at, text, html, raw }) =>
        element(
          "details",
          {},
          element(
            "summary",
            {},
            subject === "" ? "(no subject)" : subject,
            element("small", {}, ` ${timeOf(at)} · to ${to.join(", ")}`),
          ),
          element("small", {}, `from ${from}`),
          element("pre", {}, text ?? html ?? raw),
        ),
      ),
  ];
}
