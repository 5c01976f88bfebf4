/** A WGSL function `fn name(i: u32)`, to be called for each i < invocations, with whatever it needs declared beside it. */
export interface Job {
  name: string;
  invocations: number;
  code: string;
  /** Whether it passes numbers on within a subgroup. */
  subgroups?: boolean;
}

/** Jobs start at a multiple of the default workgroup size, so that no workgroup is torn between two. */
const ALIGNMENT = 64;

/**
 * Independent jobs side by side in one dispatch: fewer dispatches, and small jobs fill the gaps that large ones leave.
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
