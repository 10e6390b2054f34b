import type { Row } from "./row.ts";

export const smsRow: Row = {
  transport: "none",
  settings: () => [{ to: "+447700900123", expect: "(?i)^ok" }],
  tellAll: "it has no secrets",
  leftOut: {
    "wrong-port": "it goes by Twilio, not to a port",
    "wrong-protocol": "it goes by Twilio, not to a port",
    "hangs-up": "it goes by Twilio, not to a port",
    resets: "it goes by Twilio, not to a port",
    "closes-mid-greeting": "it goes by Twilio, not to a port",
    "half-closed": "it goes by Twilio, not to a port",
    "wrong-host": "it goes by Twilio, not to a port",
    "dns-never-answers": "it goes by Twilio, not to a port",
  },
};
