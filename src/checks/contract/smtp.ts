import type { Row } from "./row.ts";

export const smtpRow: Row = {
  transport: "tcp",
  settings: (port) => [
    { host: `127.0.0.1:${port}`, username: "me", password: "hunter-password" },
    { host: `127.0.0.1:${port}`, tls: "implicit" },
    { host: `127.0.0.1:${port}`, tls: "starttls" },
  ],
  tellAll:
    "the target speaks first here, before it was told anything: smtp.test.ts asks one that repeats the password",
  firstWords: "220 mail.test rea",
  speaks: "smtp",
  leftOut: {
    "pattern-blows-up": "it has no pattern",
  },
};
