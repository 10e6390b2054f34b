import type { Row } from "./row.ts";

export const mailRow: Row = {
  transport: "tcp",
  settings: (port) =>
    ["IMAP", "POP3"].map((readBy) => ({
      host: `127.0.0.1:${port}`,
      to: "me@example.org",
      username: "me",
      password: "hunter-password",
      mailbox: `127.0.0.1:${port}`,
      mailboxPassword: "hunter-mailbox",
      readBy,
    })),
  tellAll:
    "the target speaks first here, before it was told anything: mail.test.ts asks one that repeats the password",
  firstWords: "220 mail.test rea",
  speaks: "smtp",
  leftOut: {
    "pattern-blows-up": "it has no pattern",
  },
};
