import { refreshOutside } from "./outside.js";
import { refreshSlack, startSlack } from "./slack.js";

let isRefreshing = false;
let isStale = false;

/** One refresh at a time; what changes meanwhile makes one more. */
async function refresh() {
  if (isRefreshing) {
    isStale = true;
    return;
  }
  isRefreshing = true;
  try {
    await Promise.all([refreshSlack(), refreshOutside()]);
  } catch (error) {
    showLost(error);
  } finally {
    isRefreshing = false;
  }
  if (!isStale) return;
  isStale = false;
  await refresh();
}

function showLost({ message }) {
  const connection = document.querySelector("#connection");
  connection.className = "bad";
  connection.textContent = `The sandbox does not answer (${message})`;
}

startSlack();
const events = new EventSource("events");
events.addEventListener("changed", () => void refresh());
events.addEventListener("error", () =>
  showLost(new Error("it may have been stopped")),
);
