import { defineConfig } from 'vitest/config';

// Pure logic runs anywhere. Files named *.gpu.test.ts run the engine on real WebGPU (Dawn under Node): on the machine's GPU
// where there is one, else on a software adapter (see scripts/nodeGpu.ts). Two processes at a time there: one compiles shaders,
// on one core, while the other computes.
const server = { deps: { inline: [/@tensorflow/] } };
// tfjs as the page has it: its ES modules, not the bundles for Node, which would load a second tfjs-core.
const resolve = { mainFields: ['module', 'main'] };
// Its hundreds of modules are bundled once, instead of being loaded one by one for every file of tests. All that is imported of
// it has to be here: what is not would come with a second tfjs-core.
const include = [
  '@tensorflow/tfjs-core',
  '@tensorflow/tfjs-core/dist/register_all_gradients',
  '@tensorflow/tfjs-backend-cpu',
  '@tensorflow/tfjs-backend-webgpu',
  '@tensorflow/tfjs-backend-webgpu/dist/buffer_manager',
];
const tfjs = { server, deps: { optimizer: { ssr: { enabled: true, include } } } };

export default defineConfig({
  test: {
    projects: [
      {
        resolve,
        test: {
          name: 'unit',
          // Files share what they import: none changes it for the others.
          isolate: false,
          // Some read the whole tree; on a busy machine that takes longer than the usual five seconds.
          testTimeout: 30_000,
          include: ['src/**/*.test.ts', 'scripts/**/*.test.ts'],
          exclude: ['**/*.gpu.test.ts'],
          setupFiles: ['scripts/vitestSetup.ts'],
          ...tfjs,
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
          ...tfjs,
        },
      },
    ],
  },
});
