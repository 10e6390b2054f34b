import { html } from "./page/html.ts";
import type { Teller } from "./server.ts";
import { sendShell } from "./shell.ts";
import type { Sites } from "./sites.ts";

/** Tells people in the look of the page that they are at, with the way to how all is. */
export function tellBrowsers(sites: Sites): Teller {
  return (request, response, { status, title, words }) => {
    const { only = null, view } = sites.of(request) ?? {};
    const namespace =
      view?.namespaces.find(({ slug }) => slug === only) ?? null;
    sendShell(response, {
      status,
      title,
      namespace,
      back: "/",
      content: html`<p>${words}</p>
        <p><a href="/">How all services are</a></p>`,
    });
  };
}
