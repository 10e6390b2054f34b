/** What each colour of a picture is on a dark ground: read as well there, and told apart as well. */
export const darkOf: Readonly<Record<string, string>> = {
  // ground, letters, lines
  "#ffffff": "#12161c",
  "#ffffffb0": "#12161cb0",
  "#1f2328": "#e8ebef",
  "#57606a": "#a3adb9",
  "#e1e4e8": "#2c343f",
  "#f3f4f6": "#222933",
  "#eef0f3": "#262e39",
  // ECharts' own, of lines and frames that it draws unasked
  "#54555a": "#a3adb9",
  "#3c3c41": "#a3adb9",
  "#b7b9be": "#56616f",
  // how a service was
  "#b3261e": "#ff8a80",
  "#fbe4e1": "#47211f",
  "#d5efdc": "#1d4a30",
  "#1a7f37": "#4cc07d",
  "#ffe2b8": "#5c4415",
  "#f7a072": "#a3552a",
  // series
  "#0969da": "#6cb6ff",
  "#bc4c00": "#f69d50",
  "#1a7f5a": "#57d1a2",
  "#8250df": "#c4a5ff",
  "#bf3989": "#ff9bce",
  "#6e7781": "#aeb8c3",
  // the heat map, whose heights are bright here
  "#fff1e5": "#33261b",
  "#ffd8b5": "#4f351d",
  "#fdb26b": "#7d4d1d",
  "#f28c38": "#a8621a",
  "#cf5f0f": "#f0a35a",
  "#8f3a04": "#ffd2a3",
};

/** The same picture for a dark page: only colours change, never a text. */
export function darkened(svg: string): string {
  return svg.replaceAll(/<[a-z][^<>]*>/gi, (tag) =>
    tag.replaceAll(
      / (fill|stroke)="([^"]+)"/g,
      (_all, name: string, colour: string) =>
        ` ${name}="${darkOf[colour] ?? colour}"`,
    ),
  );
}
