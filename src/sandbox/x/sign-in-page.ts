import type { Account, Token } from "./state.ts";

/** The page where one says which account the app may use. */
export function choicePage(
  accounts: readonly Account[],
  permission: Token["permission"],
): string {
  const may = permission === "write" ? "read and post" : "read";
  const choices = accounts.map(
    ({ username, name }, index) => `
      <p><label>
        <input type="radio" name="account" value="${escape(username)}" required${index === 0 ? " checked" : ""}>
        ${escape(name)} (@${escape(username)})
      </label></p>`,
  );
  return page(
    "Authorize the app",
    `<p>The app wants to ${may} as an account of yours. Which one?</p>
    <form method="post">${choices.join("")}
      <p><button>Authorize app</button></p>
    </form>`,
  );
}

export function pinPage(account: Account, pin: string): string {
  return page(
    "You have authorized the app",
    `<p>It may now act for @${escape(account.username)}. Return to it and enter this PIN to finish:</p>
    <p><code id="pin">${pin}</code></p>`,
  );
}

export function sorryPage(): string {
  return page(
    "Whoa there!",
    "<p>The request token for this page is invalid. It may have been used already. Go back to the app and start again.</p>",
  );
}

function page(title: string, body: string): string {
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${title}</title>
<style>
  :root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif; }
  body { max-width: 30rem; margin: 3rem auto; padding: 0 1rem; }
  code { font-size: 2.5rem; letter-spacing: 0.1em; }
</style>
<h1>${title}</h1>
${body}
</html>
`;
}

function escape(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll('"', "&quot;");
}
