import { defineConfig } from 'vitest/config';

// Pure logic runs anywhere. Files named *.gpu.test.ts run the engine on real WebGPU (Dawn under Node): on the machine's GPU
// where there is one, else on a software adapter (see scripts/nodeGpu.ts). Two processes at a time there: one compiles shaders,
// on one core, while the other computes.
const tfjs = { deps: { inline: [/@tensorflow/] } };
// tfjs as the page has it: its ES modules, not the bundles for Node, which would load a second tfjs-core.
const resolve = { mainFields: ['module', 'main'] };

export default defineConfig({
  test: {
    projects: [
      {
        resolve,
        test: {
          name: 'unit',
          // Some read the whole tree; on a busy machine that takes longer than the usual five seconds.
          testTimeout: 30_000,
          include: ['src/**/*.test.ts', 'scripts/**/*.test.ts'],
          exclude: ['**/*.gpu.test.ts'],
          setupFiles: ['scripts/vitestSetup.ts'],
          server: tfjs,
        },
      },
      {
        resolve,
        test: {
          name: 'webgpu',
          include: ['src/**/*.gpu.test.ts'],
          setupFiles: ['scripts/vitestSetup.ts', 'scripts/vitestGpuSetup.ts'],
          maxWorkers: 2,
          testTimeout: 120_000,
          hookTimeout: 120_000,
          server: tfjs,
        },
      },
    ],
  },
});
