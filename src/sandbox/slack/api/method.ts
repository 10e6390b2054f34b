import type { Json } from "../json.ts";
import type { Refusal } from "../refusal.ts";
import type { World } from "../world.ts";

/** Slack's rate limit classes; each special method has its own number. */
export type Tier = 1 | 2 | 3 | 4 | "special";

export interface Method {
  /** Any one of these lets the token call it; none are needed when it is empty. */
  scopes: string[];
  token: "bot" | "app";
  /** Arguments without which it is refused, the token aside. */
  required: string[];
  tier: Tier;
  /** Whether the arguments may come as a JSON body; where not, Slack does not read one. */
  takesJson: boolean;
  /** What is answered besides `ok: true`. */
  run: (args: Json, world: World) => Json | Refusal;
}

export type Methods = Record<string, Method>;

/** Most methods: the bot's token, tier 3, JSON taken. */
export function method(more: Partial<Method> & Pick<Method, "run">): Method {
  return {
    scopes: [],
    token: "bot",
    required: [],
    tier: 3,
    takesJson: true,
    ...more,
  };
}
