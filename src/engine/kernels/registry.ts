import type { KernelExample } from './example';

/**
 * Every op's example by the name of its folder. The folders are found by their path: a new op needs no entry here. The
 * compiler checks each file (`export const example: KernelExample`), and `registry.test.ts` fails if a folder has none.
 */
export const KERNEL_EXAMPLES: Readonly<Record<string, KernelExample>> = Object.fromEntries(
  Object.entries(import.meta.glob<KernelExample>('./*/example.ts', { eager: true, import: 'example' })).map(
    ([path, example]) => [path.split('/')[1]!, example],
  ),
);
