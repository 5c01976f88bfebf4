/** A share 0…1 as whole per cent. */
export function percent(share: number): string {
  return `${Math.round(100 * share)} %`;
}
