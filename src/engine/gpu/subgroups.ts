/** How many threads of a workgroup the device runs in lockstep: the smallest and the largest number. */
export interface Subgroups {
  min: number;
  max: number;
}

/** Subgroups up to this size are the vector units of a CPU, where reading memory costs far more than computing. */
const MAX_SMALL = 8;

/** Whether the threads of a subgroup should share what they read, even if nothing was measured. */
export function areSmall(subgroups: Subgroups | null): subgroups is Subgroups {
  return subgroups !== null && subgroups.max <= MAX_SMALL;
}
