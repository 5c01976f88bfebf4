/** A WGSL function `fn name(i: u32)`, called for each i < invocations, with the declarations it needs. */
export interface Job {
  name: string;
  invocations: number;
  code: string;
  /** Whether threads of a subgroup exchange values. */
  subgroups?: boolean;
}

/** Jobs start at a multiple of the default workgroup size, so that no workgroup is split between two. */
const ALIGNMENT = 64;

/**
 * Independent jobs in one dispatch: fewer dispatches, and small jobs use threads that large ones leave idle.
 * `shared` is WGSL that they use.
 */
export function sideBySide(jobs: Job[], shared = ''): { invocations: number; subgroups: boolean; code: string } {
  let start = 0;
  const calls = jobs.map(({ name, invocations }) => {
    const call = `if (i >= ${start}u && i < ${start + invocations}u) { ${name}(i - ${start}u); }`;
    start += Math.ceil(invocations / ALIGNMENT) * ALIGNMENT;
    return call;
  });
  return {
    invocations: start,
    subgroups: jobs.some(({ subgroups }) => subgroups),
    code: `${shared}${jobs.map(({ code }) => code).join('\n')}\nfn kernel(i: u32) {\n  ${calls.join('\n  ')}\n}`,
  };
}
