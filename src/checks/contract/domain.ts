import type { Row } from "./row.ts";

export const domainRow: Row = {
  transport: "none",
  settings: () => [{ domain: "www.example.org" }],
  tellAll: "it has no secrets",
  firstWords: "HTTP/1.1 200 OK\r\nContent-Le",
  speaks: "http",
  leftOut: {
    "wrong-credentials": "it has no credentials",
    "pattern-blows-up": "it has no pattern",
  },
};
