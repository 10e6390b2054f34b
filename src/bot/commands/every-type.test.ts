import assert from "node:assert/strict";
import { test } from "node:test";
import { fieldsOf } from "../../checks/fields.ts";
import { checks, checkTypes, type CheckType } from "../../checks/index.ts";
import { exportConfiguration } from "../../configuration/export.ts";
import { planConfiguration } from "../../configuration/plan.ts";
import { openSecrets } from "../../store/bookkeeping.ts";
import { rows } from "../../store/db.ts";
import {
  contextOf,
  makeNamespace,
  testSecrets,
} from "../../testing/factory.ts";
import { type Office, openOffice, words } from "../../testing/office.ts";
import { typed } from "../modals/fields.ts";

const SECRET = "$MONITOR_SECRET_X";

/** What somebody types of each type. */
const byWords: Record<CheckType, string> = {
  http: "https://a.example/ contains Search slow 2s",
  dns: "dns example.org type MX slow 1s",
  domain: "domain example.org expiryDays 20",
  grpc: "grpc a.example port 50051 tls no",
  heartbeat: "heartbeat 1d grace 1h",
  imap: `imap mail.example.org username ada password ${SECRET}`,
  mail: `mail smtp.example.org to ada@example.org mailbox imap.example.org mailboxUsername ada mailboxPassword ${SECRET}`,
  mysql: `mysql db.example.org username watch password ${SECRET} query "SELECT 1" equals 1`,
  ntp: "ntp time.example.org offset 2s",
  ping: "ping a.example count 5",
  pop3: "pop3 mail.example.org tls auto",
  postgres: `postgres db.example.org port 5433 username watch password ${SECRET}`,
  printer: `printer printer.example.org community ${SECRET} supply 20`,
  push: "push 10m",
  sms: "sms +441632960123 expect OK",
  smtp: "smtp mail.example.org port 587",
  snmp: `snmp switch.example.org community ${SECRET} above 10`,
  ssh: `ssh a.example username watch password ${SECRET} disk 80`,
  tcp: "tcp a.example port 22 expect SSH",
  tls: "tls a.example port 443 certificateDays 20",
  udp: "udp a.example port 53 send x",
  websocket: "websocket wss://a.example/socket",
};

interface Stored {
  id: number;
  settings: Record<string, unknown>;
  secrets: Record<string, string>;
}

async function lastMonitor({ store }: Office): Promise<Stored> {
  const [row] = await rows<Omit<Stored, "secrets">>(
    store.db,
    "SELECT id, settings FROM monitors ORDER BY id DESC LIMIT 1",
  );
  assert.ok(row);
  const owner = `monitor:${row.id}`;
  const opened = await openSecrets(store.db, testSecrets, [owner]);
  return { ...row, secrets: opened.get(owner) ?? {} };
}

/** The same in the fields of the form. */
function asFields(
  type: CheckType,
  { settings, secrets }: Stored,
): Record<string, string | string[] | null> {
  const entries = fieldsOf(checks[type].settings).map(({ name, kind }) => {
    const id = `setting_${name}`;
    if (kind === "secret")
      return [id, secrets[name] === undefined ? null : SECRET];
    if (kind === "yes-no") return [id, settings[name] === true ? ["yes"] : []];
    return [id, typed(settings[name]) ?? null];
  });
  return Object.fromEntries(entries) as Record<string, string>;
}

test("every type is added by words, by its form, edited by its form, exported and imported, and stays the same", async (t) => {
  const office = await openOffice(t, {
    tools: {
      openSecret: (name) =>
        `$${name}` === SECRET ? "hunter2hunter2" : undefined,
    },
  });
  await makeNamespace(office.store);
  for (const type of checkTypes) {
    const answer = await office.ask(
      `/allswell add ${byWords[type]} in iati name "${type} words"`,
    );
    assert.match(answer, /^Added: IATI \/ \w+ words \//, `${type}: ${answer}`);
    const said = await lastMonitor(office);
    await office.type(`/allswell add ${type}`);
    await office.slack.client.press({ user: "ada", action_id: "add_more" });
    const done = await office.submit({
      ...asFields(type, said),
      serviceName: `${type} form`,
    });
    assert.deepEqual(done.errors ?? {}, {}, type);
    const formed = await lastMonitor(office);
    assert.notEqual(formed.id, said.id, type);
    assert.deepEqual(
      [formed.settings, formed.secrets],
      [said.settings, said.secrets],
      type,
    );
    await office.slack.client.close({ user: "ada" });
    const form = await office.type(
      `/allswell edit "${type} form/${await nameOf(office, formed.id)}"`,
    );
    assert.ok(form.modal, `${type}: ${JSON.stringify(form.ephemerals)}`);
    assert.match(
      words(await office.submit({})),
      /nothing was changed\.$/,
      type,
    );
    await office.slack.client.close({ user: "ada" });
  }
  const context = contextOf(office.store);
  const { text } = await exportConfiguration(context);
  const planned = await planConfiguration(context, text, {
    prune: true,
    openSecret: () => undefined,
    findChannel: async () => undefined,
  });
  assert.deepEqual(planned.ok ? planned.plan.lines : planned.faults, []);
});

async function nameOf({ store }: Office, id: number): Promise<string> {
  const [row] = await rows<{ name: string }>(
    store.db,
    "SELECT name FROM monitors WHERE id = $1",
    [id],
  );
  return row?.name ?? "";
}
