import type { User } from "../state.ts";

/** Where one says who one is, and that the app may know it: a page that Slack shows. */
export function choosePage(
  users: readonly User[],
  asked: Readonly<Record<string, string>>,
): string {
  const hidden = Object.entries(asked).map(
    ([name, value]) =>
      `<input type="hidden" name="${escaped(name)}" value="${escaped(value)}">`,
  );
  const buttons = users.map(
    ({ id, realName, name }) =>
      `<li><button name="user" value="${escaped(id)}">${escaped(realName)} (${escaped(name)})</button></li>`,
  );
  return page(
    "Sign in with Slack",
    `<p>allswell wants to know who you are. This is the sandbox: be whom you like.</p>
    <form method="post" action="authorize">
      ${hidden.join("\n      ")}
      <ul>${buttons.join("")}</ul>
      <p><button name="user" value="">Cancel</button></p>
    </form>`,
  );
}

/** What Slack shows where it sends nobody back, because it does not trust the address. */
export function errorPage(error: string): string {
  return page(
    "Something went wrong when authorizing this app",
    `<p>Error details: <code>${escaped(error)}</code></p>`,
  );
}

function page(title: string, content: string): string {
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <link rel="icon" href="data:,">
    <title>${title}</title>
  </head>
  <body>
    <main>
    <h1>${title}</h1>
    ${content}
    </main>
  </body>
</html>
`;
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (one) => `&#${one.charCodeAt(0)};`);
}
