import { z } from "zod";
import type { Endpoint } from "./endpoint.ts";
import type { PrivateEndpoint } from "./private-endpoint.ts";
import { problemShape } from "./shapes.ts";
import { webhooks } from "./webhooks.ts";

type Json = Record<string, unknown>;

/** What anybody may ask, and what needs a token. */
export interface Endpoints {
  open: readonly Endpoint[];
  closed: readonly PrivateEndpoint[];
}

/** The OpenAPI 3.1 document of the endpoints, made from the shapes that they are checked with. */
export function openApi(
  { open, closed }: Endpoints,
  { server, version }: { server: string; version: string },
): Json {
  return {
    openapi: "3.1.0",
    info: {
      title: "allswell",
      version,
      description:
        "How services are, for machines. Answers carry an ETag. What needs a token takes a personal one, made in Slack by `/allswell token new`; a POST may carry an Idempotency-Key.",
      license: { name: "MIT", identifier: "MIT" },
    },
    servers: [{ url: `${server}/api/v1` }],
    paths: pathsOf({ open, closed }),
    webhooks: webhooks(),
    components: {
      schemas: { Problem: schemaOf(problemShape, "output") },
      ...(closed.length === 0
        ? {}
        : { securitySchemes: { token: { type: "http", scheme: "bearer" } } }),
    },
  };
}

function pathsOf({ open, closed }: Endpoints): Json {
  const paths: Record<string, Json> = {};
  for (const one of open) paths[one.path] = { get: publicOperation(one) };
  for (const one of closed)
    paths[one.path] = {
      ...paths[one.path],
      [one.method]: privateOperation(one),
    };
  return paths;
}

function publicOperation({
  path,
  summary,
  parameters,
  answer,
}: Endpoint): Json {
  return {
    operationId: operationId(path),
    summary,
    parameters: parametersOf(path, parameters),
    responses: responsesOf(200, answer),
  };
}

function privateOperation(endpoint: PrivateEndpoint): Json {
  const { method, path, summary, parameters, answer, scope, makes } = endpoint;
  const repeatable = method === "post" && !endpoint.isLook;
  return {
    operationId: `${method}-${operationId(path)}`,
    summary,
    description: `Needs a token that may ${scope}.`,
    security: [{ token: [] }],
    parameters: [
      ...parametersOf(path, parameters),
      ...(repeatable ? [keyParameter] : []),
    ],
    ...requestBodyOf(endpoint),
    responses: responsesOf(makes ? 201 : 200, answer),
  };
}

const keyParameter: Json = {
  name: "Idempotency-Key",
  in: "header",
  required: false,
  description:
    "Whoever says the same again with the same key, within a day, gets the first answer: it is done once.",
  schema: { type: "string", minLength: 1, maxLength: 200 },
};

function requestBodyOf({ body, bodySchema }: PrivateEndpoint): Json {
  if (body === null) return {};
  const schema = bodySchema?.() ?? schemaOf(body, "input");
  return {
    requestBody: {
      required: !body.safeParse({}).success,
      content: { "application/json": { schema } },
    },
  };
}

function responsesOf(status: number, answer: z.ZodType): Json {
  return {
    [status]: {
      description: "The answer.",
      content: { "application/json": { schema: schemaOf(answer, "output") } },
    },
    default: {
      description: "Why there is none.",
      content: {
        "application/problem+json": {
          schema: { $ref: "#/components/schemas/Problem" },
        },
      },
    },
  };
}

/** "/services/{slug}" is "services-slug". */
function operationId(path: string): string {
  return path.slice(1).replace(/[{}]/g, "").replaceAll("/", "-");
}

function parametersOf(path: string, parameters: z.ZodObject): Json[] {
  const { properties, required } = schemaOf(parameters, "input") as {
    properties: Record<string, Json>;
    required?: string[];
  };
  return Object.entries(properties).map(([name, schema]) => {
    const isInPath = path.includes(`{${name}}`);
    const { description, ...rest } = schema;
    return {
      name,
      in: isInPath ? "path" : "query",
      required: isInPath || (required?.includes(name) ?? false),
      ...(description === undefined ? {} : { description }),
      schema: rest,
    };
  });
}

function schemaOf(shape: z.ZodType, io: "input" | "output"): Json {
  const { $schema: _, ...schema } = z.toJSONSchema(shape, {
    io,
    unrepresentable: "any",
  });
  return schema;
}
