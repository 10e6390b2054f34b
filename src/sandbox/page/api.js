/** The server's control routes, relative to the page. */
const base = "control/";

async function ask(method, path, body) {
  const response = await fetch(base + path, {
    method,
    ...(body === undefined
      ? {}
      : {
          headers: { "content-type": "application/json" },
          body: JSON.stringify(body),
        }),
  });
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.error ?? `HTTP ${response.status}`);
  return answer;
}

export const get = (path) => ask("GET", path);
export const post = (path, body) => ask("POST", path, body);
export const put = (path, body) => ask("PUT", path, body);
export const remove = (path) => ask("DELETE", path);

/** Somebody does something in Slack; the page does not wait for what comes of it, it hears of changes anyway. */
export const act = (what, body) =>
  post(`slack/act/${what}`, { ...body, wait: 0 });
