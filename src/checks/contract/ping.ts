import type { Row } from "./row.ts";

export const pingRow: Row = {
  transport: "none",
  settings: () => [{ host: "127.0.0.1" }],
  tellAll: "it has no secrets",
  leftOut: {
    "wrong-credentials": "it has no credentials",
    "pattern-blows-up": "it has no pattern",
    "wrong-port": "ICMP has no ports and no connections",
    "wrong-protocol": "ICMP has no ports and no connections",
    "hangs-up": "ICMP has no ports and no connections",
    resets: "ICMP has no ports and no connections",
    "closes-mid-greeting": "ICMP has no ports and no connections",
    "half-closed": "ICMP has no ports and no connections",
  },
};
