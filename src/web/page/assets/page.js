// What the page can do beyond being read: times in the reader's own language and zone, and staying up to date.
const STALE_MS = 2 * 60 * 1000;
/** Figures that move by themselves are read anew so often at most; what is news is read at once. */
const FIGURES_MS = 60 * 1000;
/** Who was refused comes back so soon, and less and less often where that goes on. */
const FOLLOW_AGAIN_MS = 5 * 1000;
const MOST_FOLLOW_AGAIN_MS = 2 * 60 * 1000;
/** How soon a tab follows what happens when the one goes that did. */
const SOON_MS = 1000;
/** A tab that follows says something twice within this time. */
const SILENCE_MS = 65 * 1000;
/** A page takes this long at most. */
const PATIENCE_MS = 30 * 1000;
/** A copy looks so often whether its page is there again. */
const COME_BACK_MS = 30 * 1000;

const format = new Intl.DateTimeFormat(navigator.languages, {
  day: "numeric",
  month: "short",
  year: "numeric",
  hour: "2-digit",
  minute: "2-digit",
  timeZoneName: "short",
});
const exactFormat = new Intl.DateTimeFormat(navigator.languages, {
  dateStyle: "medium",
  timeStyle: "long",
});
const clock = new Intl.DateTimeFormat(navigator.languages, {
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
});

let readAt = Number(document.querySelector("main")?.dataset.at);
/** What there is to see, as the server told last: when it was read, and its version. */
let told = { at: 0, version: "" };
/** How far the reader's clock is ahead of the server's, which may be wrong by minutes; undefined until the server told its own. */
let aheadMs;
let isKeepingUp = false;
let renewedAt = Date.now();
let triedAt = renewedAt;
/** The worker had no line, and gave what it had: a copy of this page, or (all) of the first one. */
const { kept } = document.documentElement.dataset;
const copies = {
  page: "There is no connection at the moment. This is a copy of",
  all: "There is no connection at the moment, and this page was not seen before. How all services were at",
};

function localise(main) {
  for (const time of main.querySelectorAll("time"))
    time.textContent = ("exact" in time.dataset ? exactFormat : format).format(
      new Date(time.dateTime),
    );
}

/** What is said already is left alone: it would be read out again. */
function say(element, words) {
  if (element && element.textContent !== words) element.textContent = words;
}

/** When it was last brought up to date; and plainly, when that is too long ago. */
function showAge() {
  say(document.querySelector(".as-of"), `As of ${clock.format(readAt)}`);
  const stale = document.querySelector(".stale");
  // Until it is known what time it is, what the server wrote stands.
  if (!stale || (aheadMs === undefined && !kept)) return;
  const isStale = Date.now() - (aheadMs ?? 0) - readAt > STALE_MS;
  stale.hidden = !isStale && !kept;
  const why = copies[kept] ?? "This page could not be brought up to date since";
  say(stale, stale.hidden ? "" : `${why} ${format.format(readAt)}.`);
}

/** The overall sentence, which is in the head of each page, and the site of which it is. */
function sentenceOf(page) {
  return page.querySelector("meta[name=description]")?.content;
}

let sentence = sentenceOf(document);

function isNews(version) {
  return version.split(".")[0] !== told.version.split(".")[0];
}

/** Whether the page shows something else than what was told; it counts as read only where it does not. */
async function compare() {
  const { version = "", more } = document.querySelector("main").dataset;
  const isSame = version === told.version;
  // What is not in the view counts as read only where it was.
  const isWhole = more === undefined || Date.now() - renewedAt < STALE_MS;
  if (isSame && isWhole) readAt = told.at;
  showAge();
  const isDue =
    (!isSame || more !== undefined) &&
    Date.now() - triedAt >= FIGURES_MS &&
    !document.hidden;
  if (isNews(version) || isDue) await renew();
}

/** One after the other: an answer on its way does not come after a later one. */
async function keepUp() {
  if (isKeepingUp || told.at === 0) return;
  isKeepingUp = true;
  let last;
  while (last !== told) {
    last = told;
    await compare().catch(showAge);
  }
  isKeepingUp = false;
}

/** Rejects where it takes too long: whoever waited on a dead line would never see another page. */
function fetchPage() {
  const patience = new AbortController();
  setTimeout(() => patience.abort(), PATIENCE_MS);
  return fetch(location.href, {
    headers: { accept: "text/html", "allswell-renew": "1" },
    signal: patience.signal,
  });
}

/** By what elements are told apart, the best first. */
const names = [
  ["[id]", ({ id }) => `#${id}`],
  ["a[href]", (link) => link.getAttribute("href")],
  [
    "[name]:not([type=hidden])",
    (field) => `${field.name} ${field.getAttribute("value")}`,
  ],
  ["time", ({ dateTime }) => dateTime],
];

/** What an element is, whatever it says now; one that has no name goes by the first name in it. */
function keyOf(element) {
  for (const [selector, nameOf] of names) {
    const named = element.matches(selector)
      ? element
      : element.querySelector(selector);
    if (named) return `${element.nodeName} ${nameOf(named)}`;
  }
  return element.nodeName;
}

/** Makes an element what the next one is. What is in both stays, with its focus and what was opened, typed or chosen there. */
function merge(element, next) {
  if (element.isEqualNode(next)) return;
  mergeAttributes(element, next);
  const before = [...element.children].map((one) => [keyOf(one), one]);
  const children = [...next.childNodes].map((child) => {
    if (!(child instanceof Element)) return child;
    const key = keyOf(child);
    const index = before.findIndex(([known]) => known === key);
    if (index === -1) return child;
    const [[, same]] = before.splice(index, 1);
    merge(same, child);
    return same;
  });
  // What goes, goes first: what stays is not moved, and keeps its focus.
  const staying = new Set(children);
  const going = [...element.childNodes].filter((one) => !staying.has(one));
  for (const child of going) child.remove();
  children.forEach((child, index) => {
    const there = element.childNodes[index];
    if (there !== child) element.insertBefore(child, there ?? null);
  });
}

function mergeAttributes(element, next) {
  for (const { name, value } of next.attributes)
    if (element.getAttribute(name) !== value) element.setAttribute(name, value);
  // Readers open what is closed.
  for (const name of element.getAttributeNames())
    if (!next.hasAttribute(name) && name !== "open")
      element.removeAttribute(name);
}

function isSignedIn(page) {
  return page.querySelector(".who") !== null;
}

async function renew() {
  // What was seen just now is not seen again.
  if (document.querySelector("main [data-once]")) return;
  triedAt = Date.now();
  const response = await fetchPage();
  // What is gone is seen to be gone.
  if (!response.ok && response.status !== 404) return;
  const next = new DOMParser().parseFromString(
    await response.text(),
    "text/html",
  );
  const main = next.querySelector("main[data-version]");
  // Of two servers one may lag behind: nothing that was seen is taken back.
  if (!main || Number(main.dataset.at) < readAt) return;
  // Around what is renewed, the page says who is signed in.
  if (isSignedIn(document) !== isSignedIn(next)) {
    location.reload();
    return;
  }
  localise(main);
  const focused = document.activeElement;
  merge(document.querySelector("main"), main);
  if (focused?.isConnected) focused.focus({ preventScroll: true });
  document.title = next.title;
  readAt = Number(main.dataset.at);
  renewedAt = Date.now();
  showAge();
  if (response.ok) announce(sentenceOf(next));
}

/** Not all browsers in the same moment. */
function about(ms) {
  return ms * (0.5 + Math.random());
}

let comingBack;

/** Gives way to the page itself, once that is there: a server may answer, and not have its pages yet. */
async function comeBack() {
  comeBackLater();
  const response = await fetchPage().catch(() => undefined);
  if (response?.status < 500) location.reload();
}

function comeBackLater() {
  clearTimeout(comingBack);
  comingBack = setTimeout(comeBack, about(COME_BACK_MS));
}

/** The line for what happens; undefined while another tab has one. */
let events;
/** What the line told last. */
let news;
let heardAt = Date.now();
let followingAgain;
let refusals = 0;

/**
 * Browsers give a site six lines, for all of its tabs and for whatever these ask: were each tab to follow by itself, the
 * seventh would wait for ever. One follows, and tells the others.
 */
let tabs;
/** Of two tabs that follow, the one with the smaller number goes on. */
const me = Math.random();

function follow() {
  stopFollowing();
  heardAt = Date.now();
  events = new EventSource("/events");
  events.addEventListener("open", () => {
    refusals = 0;
  });
  events.addEventListener("error", followLater);
  events.addEventListener("version", ({ data }) => {
    news = data;
    const [, , now = Date.now()] = data.split(" ");
    aheadMs = Date.now() - Number(now);
    tellTabs();
    hear(data);
  });
}

function stopFollowing() {
  clearTimeout(followingAgain);
  events?.close();
  events = undefined;
  news = undefined;
}

function tellTabs() {
  tabs?.postMessage({ from: me, news, aheadMs });
}

function hear(data) {
  heardAt = Date.now();
  if (kept) return void comeBack();
  const [at, version] = data.split(" ");
  told = { at: Number(at), version };
  void keepUp();
}

/** Another tab tells what it heard; nothing, where it goes. */
function hearTab({ data }) {
  if (data.news === undefined) {
    if (events === undefined) followIn(SOON_MS);
  } else if (me < data.from && readOf(news) >= readOf(data.news)) tellTabs();
  else {
    stopFollowing();
    aheadMs = data.aheadMs ?? aheadMs;
    hear(data.news);
  }
}

/** When it was read; where there is no news yet, before all that there is. */
function readOf(data) {
  return data === undefined ? -1 : Number(data.split(" ")[0]);
}

function join() {
  tabs = channel();
  tabs?.addEventListener("message", hearTab);
  follow();
}

/** Undefined where the browser lets sites keep nothing, nor tabs speak to each other. */
function channel() {
  try {
    return new BroadcastChannel("events");
  } catch {
    return undefined;
  }
}

/** Also for a while, when somebody goes on to another page and comes back to this one. */
function leave() {
  const wasFollowing = events !== undefined;
  stopFollowing();
  if (wasFollowing) tellTabs();
  tabs?.close();
}

/** After a broken line browsers come back by themselves; after an answer of another kind they gave up. */
function followLater() {
  if (events?.readyState !== EventSource.CLOSED) return;
  followIn(Math.min(FOLLOW_AGAIN_MS * 2 ** refusals, MOST_FOLLOW_AGAIN_MS));
  refusals += 1;
}

function followIn(ms) {
  clearTimeout(followingAgain);
  followingAgain = setTimeout(follow, about(ms));
}

/** A line may be dead without a word, as after sleep; so may the tab that has it. */
function lookAround() {
  // Where the server tells nothing, the reader's clock is all that there is.
  aheadMs ??= 0;
  showAge();
  const patienceMs = events === undefined ? SILENCE_MS : STALE_MS;
  if (Date.now() - heardAt > patienceMs) follow();
}

/** What somebody wished before; null where nothing, also where the browser lets sites keep nothing. */
function remembered(name) {
  try {
    return localStorage.getItem(name);
  } catch {
    return null;
  }
}

function remember(name, wish) {
  try {
    if (wish === null) localStorage.removeItem(name);
    else localStorage.setItem(name, wish);
  } catch {
    // It is asked again next time.
  }
}

/** A button to be told by the browser; whoever said yes once is told whenever the page is open. */
function offerNotifications() {
  if (!("Notification" in window && "serviceWorker" in navigator)) return;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "notify";
  const show = () => {
    const isOn =
      remembered("notify") === "yes" && Notification.permission === "granted";
    button.setAttribute("aria-pressed", String(isOn));
    button.textContent = isOn ? "Notifications are on" : "Notify me";
  };
  const change = async () => {
    const isOn = button.getAttribute("aria-pressed") === "true";
    if (!isOn && (await Notification.requestPermission()) !== "granted") {
      button.textContent = "Your browser does not allow it";
      return;
    }
    remember("notify", isOn ? "no" : "yes");
    show();
  };
  button.addEventListener("click", () => void change());
  show();
  document.querySelector("header").append(button);
}

/** Tells whoever wants to hear of it, where the overall sentence is another one. */
function announce(next) {
  if (next === sentence) return;
  sentence = next;
  say(document.querySelector(".read-out"), next);
  // Last, and on its own: the page is renewed whatever becomes of it.
  void notify(next).catch(() => undefined);
}

/** By the worker: phones let no page do it. */
async function notify(words) {
  if (remembered("notify") !== "yes") return;
  if (Notification.permission !== "granted") return;
  const worker = await navigator.serviceWorker.ready;
  await worker.showNotification(words, {
    tag: "allswell",
    data: location.href,
  });
}

/** The namespace that somebody chose from the list is where "/" leads them next time, unless they choose all. */
function rememberFilter() {
  const chosenBefore = remembered("namespace");
  const links = [...document.querySelectorAll("header nav a")];
  // One that is gone leads nowhere, and without a list nobody could choose all.
  const isThere = links.some(
    (one) => one.getAttribute("href") === chosenBefore,
  );
  if (location.pathname === "/" && isThere) location.replace(chosenBefore);
  for (const link of links)
    link.addEventListener("click", () => {
      const chosen = link.getAttribute("href");
      remember("namespace", chosen === "/" ? null : chosen);
    });
}

/** Tells the worker what this page is made of. */
async function keepCopy() {
  const { active } = await navigator.serviceWorker.ready;
  const parts = [
    ...document.querySelectorAll("link[rel=stylesheet], link[rel=icon]"),
  ].map(({ href }) => href);
  const scripts = [...document.scripts].map(({ src }) => src);
  // Pictures of panels are small, and there already; charts are kept once they are seen.
  const images = [...document.querySelectorAll(".logo, .panel img")].map(
    ({ src }) => src,
  );
  const first = new URL("/", location.href).href;
  const page = location.href.split("#")[0];
  active?.postMessage({ keep: [page, first, ...parts, ...scripts, ...images] });
}

rememberFilter();
localise(document.querySelector("main"));
showAge();
offerNotifications();
join();
addEventListener("pagehide", leave);
addEventListener("pageshow", ({ persisted }) => persisted && join());
if (kept) comeBackLater();
setInterval(lookAround, 5000);
document.addEventListener("visibilitychange", () => void keepUp());
navigator.serviceWorker
  ?.register("/sw.js")
  .then(() => (kept ? undefined : keepCopy()))
  .catch(() => undefined);
