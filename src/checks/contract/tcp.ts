import type { Row } from "./row.ts";

export const tcpRow: Row = {
  transport: "tcp",
  settings: (port) => [
    { host: `127.0.0.1:${port}`, send: "PING\\r\\n", expect: "^\\+PONG" },
  ],
  tellAll: "it has no secrets",
  firstWords: "+PO",
  leftOut: {
    "wrong-credentials": "it has no credentials",
  },
};
