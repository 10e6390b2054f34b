import type { Row } from "./row.ts";

export const httpRow: Row = {
  transport: "tcp",
  settings: (port) => [
    {
      url: `http://127.0.0.1:${port}/path?token=hunter-query`,
      username: "me",
      password: "hunter-password",
      secretHeader: "X-Key",
      secretValue: "Bearer hunter-value",
      jsonPath: "$.heard",
      jsonEquals: "nothing",
    },
    {
      url: `http://127.0.0.1:${port}/`,
      proxy: `http://127.0.0.1:${port}`,
      proxyUsername: "me",
      proxyPassword: "hunter-proxy",
      jsonPath: "heard",
      jsonEquals: "nothing",
    },
  ],
  tellAll: (heard) =>
    `HTTP/1.1 200 OK\r\n\r\n${JSON.stringify({ heard: heard.split("\r\n").toReversed().join(" ") })}`,
  firstWords: "HTTP/1.1 200 OK\r\nContent-Le",
  speaks: "http",
};
