// The import table of the rooms (README.md, "Rooms") as a lint rule: arrows go one way.
import { dirname, relative, resolve, sep } from "node:path";

const source = resolve(import.meta.dirname, "../src");

/** What each room may import besides itself, "packages" standing for npm packages and node: modules. */
export const table = {
  domain: [],
  base: ["packages"],
  net: ["packages", "base", "domain"],
  checks: ["packages", "base", "domain", "net"],
  pictures: ["packages", "base", "domain"],
  announcer: ["packages", "base", "domain", "net", "pictures"],
  store: ["packages", "base", "domain"],
  actions: ["packages", "base", "domain", "store"],
  scheduler: [
    "packages",
    "base",
    "domain",
    "net",
    "actions",
    "checks",
    "announcer",
  ],
  configuration: ["packages", "base", "domain", "checks", "actions"],
  bot: [
    "packages",
    "base",
    "domain",
    "actions",
    "checks",
    "configuration",
    "pictures",
  ],
  web: ["packages", "base", "domain", "actions", "checks", "pictures"],
  cli: [
    "packages",
    "base",
    "domain",
    "net",
    "actions",
    "checks",
    "configuration",
    "announcer",
  ],
  sandbox: ["packages"],
};

/** Only the store talks to our database, everybody else asks it; a check looks at the databases of others. */
const databasePackages = {
  pg: ["store", "checks/postgres"],
  typeorm: ["store"],
};

/** The room a file of ours lies in; undefined for files directly in src (main, config) and outside it. */
function roomOf(file) {
  const parts = relative(source, file).split(sep);
  return parts.length > 1 && parts[0] !== ".." ? parts[0] : undefined;
}

/** Whether a file lies in a folder of src. */
function isWithin(folder, file) {
  return file.startsWith(resolve(source, folder) + sep);
}

/** What is wrong with an import in `file` (an absolute path), in words; undefined where nothing is. */
export function problem(file, specifier) {
  const room = roomOf(file);
  const allowed = table[room];
  if (allowed === undefined || /[.-]test\.ts$/.test(file)) return undefined;
  if (!specifier.startsWith(".")) {
    if (!allowed.includes("packages"))
      return `${room} is pure: it imports no package (${specifier})`;
    const users = databasePackages[specifier];
    const isUser = users?.some((user) => isWithin(user, file)) ?? true;
    return isUser
      ? undefined
      : `only ${users.join(" and ")} may import ${specifier}`;
  }
  const target = resolve(dirname(file), specifier);
  const targetRoom = roomOf(target);
  if (targetRoom === room || allowed.includes(targetRoom)) return undefined;
  return `${room} may not import ${relative(source, target)}; it may import: ${allowed.join(", ") || "nothing"}`;
}

function check(context, node) {
  const specifier = node.source?.value;
  if (typeof specifier !== "string") return;
  const message = problem(
    context.physicalFilename ?? context.filename,
    specifier,
  );
  if (message !== undefined) context.report({ node: node.source, message });
}

const imports = {
  create: (context) => ({
    ImportDeclaration: (node) => check(context, node),
    ImportExpression: (node) => check(context, node),
    ExportNamedDeclaration: (node) => check(context, node),
    ExportAllDeclaration: (node) => check(context, node),
  }),
};

export default { meta: { name: "rooms" }, rules: { imports } };
