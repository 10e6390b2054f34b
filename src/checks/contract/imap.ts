import type { Row } from "./row.ts";

export const imapRow: Row = {
  transport: "tcp",
  settings: (port) => [
    { host: `127.0.0.1:${port}`, username: "me", password: "hunter-password" },
    { host: `127.0.0.1:${port}`, tls: "implicit" },
    { host: `127.0.0.1:${port}`, tls: "starttls" },
  ],
  tellAll:
    "the target speaks first here, before it was told anything: imap.test.ts asks one that repeats the password",
  firstWords: "* OK [CAPABILITY IM",
  leftOut: {
    "pattern-blows-up": "it has no pattern",
  },
};
