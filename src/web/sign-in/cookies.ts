import type { Request, Response } from "express";

/** What a browser is to keep of us; neither a script nor another site gets at it. */
export interface Cookies {
  read(request: Pick<Request, "headers">, name: CookieName): string | undefined;
  write(
    response: Response,
    name: CookieName,
    value: string,
    maxAgeMs: number,
  ): void;
  forget(response: Response, name: CookieName): void;
}

export type CookieName = "allswell" | "allswell-sign-in";

/**
 * Where we are reached by https, browsers are told to send them by nothing else, and their names' prefix lets no other
 * host of our domain make one.
 */
export function cookiesFor(publicUrl: string): Cookies {
  const isSecure = publicUrl.startsWith("https:");
  const prefix = isSecure ? "__Host-" : "";
  const rest = `; Path=/; HttpOnly; SameSite=Lax${isSecure ? "; Secure" : ""}`;
  const set = (
    response: Response,
    name: CookieName,
    value: string,
    maxAgeS: number,
  ): void => {
    const text = `${prefix}${name}=${value}; Max-Age=${maxAgeS}${rest}`;
    response.append("Set-Cookie", text);
  };
  return {
    read: ({ headers }, name) => valueOf(headers.cookie, prefix + name),
    write: (response, name, value, maxAgeMs) =>
      set(response, name, value, Math.floor(maxAgeMs / 1_000)),
    forget: (response, name) => set(response, name, "", 0),
  };
}

function valueOf(header: string | undefined, name: string): string | undefined {
  return header
    ?.split(";")
    .map((pair) => pair.trim())
    .find((pair) => pair.startsWith(`${name}=`))
    ?.slice(name.length + 1);
}
