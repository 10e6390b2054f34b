import { makeTemplate } from "./database.ts";

export async function globalSetup(): Promise<void> {
  await makeTemplate();
}
