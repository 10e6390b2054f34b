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
  // Its target speaks first here, before it was told anything; mail.test.ts asks one that repeats the password.
  tellAll: null,
};
