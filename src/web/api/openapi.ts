import { z } from "zod";
import type { Endpoint } from "./endpoint.ts";
import { problemShape } from "./shapes.ts";

type Json = Record<string, unknown>;

/** The OpenAPI 3.1 document of the endpoints, made from the shapes that they are checked with. */
export function openApi(
  endpoints: readonly Endpoint[],
  { server, version }: { server: string; version: string },
): Json {
  return {
    openapi: "3.1.0",
    info: {
      title: "allswell",
      version,
      description: "How services are, for machines. Answers carry an ETag.",
      license: { name: "MIT", identifier: "MIT" },
    },
    servers: [{ url: `${server}/api/v1` }],
    paths: Object.fromEntries(
      endpoints.map((one) => [one.path, { get: operation(one) }]),
    ),
    components: { schemas: { Problem: schemaOf(problemShape, "output") } },
  };
}

function operation({ path, summary, parameters, answer }: Endpoint): Json {
  return {
    operationId: operationId(path),
    summary,
    parameters: parametersOf(path, parameters),
    responses: {
      200: {
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
