/**
 * For `skip`: why a fault is not tried here; false where it is. All of them take minutes, so that `npm test` tries a
 * few, and `npm run test:faults` every one.
 */
export function leftOut(isSmoke: boolean): string | false {
  return isSmoke || process.env["FAULTS"] === "all"
    ? false
    : "left out: npm run test:faults tries it";
}
