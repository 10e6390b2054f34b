// What the page can do beyond being read: times in the reader's own language and zone, and staying up to date.
const STALE_MS = 2 * 60 * 1000;

const format = new Intl.DateTimeFormat(navigator.languages, {
  day: "numeric",
  month: "short",
  year: "numeric",
  hour: "2-digit",
  minute: "2-digit",
  timeZoneName: "short",
});
const clock = new Intl.DateTimeFormat(navigator.languages, {
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
});

let readAt = Number(document.querySelector("main")?.dataset.at);

function localise() {
  for (const time of document.querySelectorAll("main time"))
    time.textContent = format.format(new Date(time.dateTime));
  showAge();
}

/** When it was last brought up to date; and plainly, when that is too long ago. */
function showAge() {
  const asOf = document.querySelector(".as-of");
  if (asOf) asOf.textContent = `As of ${clock.format(readAt)}`;
  const stale = document.querySelector(".stale");
  if (!stale) return;
  const isStale = Date.now() - readAt > STALE_MS;
  stale.hidden = !isStale;
  stale.textContent = isStale
    ? `This page could not be brought up to date since ${format.format(readAt)}.`
    : "";
}

async function renew() {
  const response = await fetch(location.href, {
    headers: { accept: "text/html" },
  });
  if (!response.ok) return;
  const next = new DOMParser().parseFromString(
    await response.text(),
    "text/html",
  );
  const main = next.querySelector("main");
  if (!main) return;
  document.querySelector("main").replaceWith(document.adoptNode(main));
  document.title = next.title;
  readAt = Number(main.dataset.at);
  localise();
}

function follow() {
  const events = new EventSource("/events");
  events.addEventListener("same", ({ data }) => {
    readAt = Number(data);
    showAge();
  });
  events.addEventListener("changed", () => void renew().catch(showAge));
}

localise();
follow();
setInterval(showAge, 5000);
