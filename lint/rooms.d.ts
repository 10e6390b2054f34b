export const table: Record<string, string[]>;
export function problem(file: string, specifier: string): string | undefined;
