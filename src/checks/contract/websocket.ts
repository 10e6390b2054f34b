import type { Row } from "./row.ts";

export const websocketRow: Row = {
  transport: "tcp",
  settings: (port) => [
    {
      url: `ws://127.0.0.1:${port}/path?token=hunter-query`,
      secretHeader: "X-Key",
      secretValue: "Bearer hunter-value",
    },
  ],
  tellAll: (heard) => {
    const told = heard.split("\r\n").find((line) => /hunter-value/.test(line));
    return `HTTP/1.1 302 Found\r\nLocation: ${told}\r\n\r\n`;
  },
  firstWords: "HTTP/1.1 101 Switching Pro",
};
