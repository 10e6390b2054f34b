import type { Patient } from "../actions/doctor.ts";
import { systemClock } from "../base/clock.ts";
import type { Log } from "../base/log.ts";
import { existingSecretKey, SecretBox } from "../base/secret-box.ts";
import { type Config, defaultWitnesses } from "../config.ts";
import type { Foundation } from "../foundation.ts";
import type { Connector } from "../net/connector.ts";
import { createConnector } from "../net/create-connector.ts";
import { Witnesses } from "../scheduler/witnesses.ts";
import { type Connection, openStore, type Store } from "../store/db.ts";
import { findEmbedded } from "../store/embedded/find.ts";
import { alarmOf } from "./alarm.ts";
import { operatorsOf } from "./operators.ts";

/** What the doctor looks at in a program that runs. */
export function patientOf(
  config: Config,
  { store, secrets, clock }: Foundation,
  connector: Connector,
  log: Log,
): Patient {
  return {
    store,
    secretKey: { keyId: secrets.keyId },
    askWitnesses: () => askAnew(config, connector),
    clock,
    mailHost: config.mail?.server.host,
    alarm: alarmOf(config, operatorsOf(config, { store, clock }, log)),
    hasDeadman: config.deadmanUrl !== undefined,
  };
}

/** The same from the command line, where nothing runs and everything may be broken: nothing is started or made. */
export async function openPatient(
  config: Config,
  log: Log,
): Promise<{ patient: Patient; close: () => Promise<void> }> {
  const store = await storeOf(config, log);
  const connector = createConnector({ allowNetworks: config.allowNetworks });
  return {
    patient: {
      store,
      secretKey: await keyOf(config),
      askWitnesses: () => askAnew(config, connector),
      clock: systemClock,
      mailHost: config.mail?.server.host,
      ...("failure" in store
        ? {}
        : {
            alarm: alarmOf(
              config,
              operatorsOf(config, { store, clock: systemClock }, log),
            ),
          }),
      hasDeadman: config.deadmanUrl !== undefined,
    },
    close: async () => {
      if (!("failure" in store)) await store.close();
    },
  };
}

function askAnew(
  { witnesses = defaultWitnesses }: Config,
  connector: Connector,
): Promise<boolean> {
  return new Witnesses(witnesses, connector, systemClock).anyAnswers();
}

async function storeOf(
  config: Config,
  log: Log,
): Promise<Store | { failure: string }> {
  try {
    const connection = await connectionOf(config);
    return connection === undefined
      ? {
          failure:
            "the embedded PostgreSQL does not run; `npm start` starts it",
        }
      : await openStore(connection, log);
  } catch (error) {
    return { failure: sentenceOf(error) };
  }
}

async function connectionOf({
  databaseUrl,
  dataDir,
}: Config): Promise<Connection | undefined> {
  return databaseUrl === undefined
    ? findEmbedded(dataDir)
    : { url: databaseUrl };
}

async function keyOf({
  secretKey,
  dataDir,
}: Config): Promise<Patient["secretKey"]> {
  try {
    const key = secretKey ?? (await existingSecretKey(dataDir));
    return key === undefined
      ? { failure: "there is no key: it is made at the first start" }
      : { keyId: new SecretBox(key).keyId };
  } catch (error) {
    return { failure: sentenceOf(error) };
  }
}

/** Errors of several addresses at once have no message of their own. */
function sentenceOf(error: unknown): string {
  if (error instanceof AggregateError) return sentenceOf(error.errors[0]);
  return error instanceof Error ? error.message : String(error);
}
