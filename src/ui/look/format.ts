/** An attention: three decimals, always as wide. */
export function show(value: number): string {
  return value.toFixed(3);
}

/** A share 0…1 as whole per cent. */
export function percent(share: number): string {
  return `${Math.round(100 * share)} %`;
}
