import { startTlsChoices } from "../tls/start-tls.ts";
import type { Row } from "./row.ts";

export const tlsRow: Row = {
  transport: "tcp",
  settings: (port) =>
    startTlsChoices.map((startTls) => ({
      host: `127.0.0.1:${port}`,
      startTls,
      refusesOlder: true,
    })),
  tellAll: "it has no secrets",
  firstWords: Buffer.from("160303007a02", "hex"),
  leftOut: {
    "wrong-credentials": "it has no credentials",
    "pattern-blows-up": "it has no pattern",
  },
};
