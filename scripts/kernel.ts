/** `npm run kernel`: runs one op of the engine at a shape on WebGPU and compares it with its plain composition. */
import type { KernelExample, Values } from '../src/engine/kernels/example';
import { command, UsageError } from './cli';
import { installNodeGpu } from './nodeGpu';

const DESCRIPTION = {
  call: 'npm run kernel --',
  about:
    'Runs an op of the engine on the WebGPU adapter of this machine and its reference on the CPU with the same random inputs. Prints the largest differences of the result and of each gradient.',
  notes: ['Without NAME it lists the ops and their default shapes.'],
  positionals: { name: 'NAME', help: 'the op, for instance layerNorm', min: 0, max: 1 },
  options: {
    shape: { value: 'N,N,…', help: 'sizes of the axes of the op, in the order of the list' },
    print: { flag: true, help: 'print the WGSL of every pipeline that the op compiles' },
    debug: {
      value: 'LEVEL',
      choices: ['1', '2'],
      help: '1 logs pipelines and dispatches; 2 also validates each kernel and reports values that are not finite',
    },
  },
  example: 'layerNorm --shape 4,17 --print',
} as const;

/** Differences beyond this share of the largest reference value are an error; float32 sums of a few thousand terms stay below. */
const TOLERANCE = 1e-3;

export const main = command(DESCRIPTION, async ({ shape, print, debug }, [name]) => {
  await installNodeGpu();
  await import('@tensorflow/tfjs-backend-cpu');
  const { KERNEL_EXAMPLES } = await import('../src/engine/kernels/registry');
  if (name === undefined) {
    for (const [op, example] of Object.entries(KERNEL_EXAMPLES))
      console.log(`${op.padEnd(18)} --shape ${shapeText(example.shape).padEnd(58)} ${example.summary}`);
    return 0;
  }
  const example = KERNEL_EXAMPLES[name];
  if (!example) throw new UsageError(`There is no op "${name}"; run npm run kernel for the list.`);
  return compare(name, example, sizesOf(example, shape), print, debug);
});

function shapeText(shape: KernelExample['shape']): string {
  const axes = Object.entries(shape);
  return `${axes.map(([, size]) => size).join(',')} (${axes.map(([axis]) => axis).join(', ')})`;
}

function sizesOf({ shape }: KernelExample, text: string | undefined): number[] {
  if (text === undefined) return Object.values(shape);
  const axes = Object.keys(shape);
  const sizes = text.split(',').map(Number);
  if (sizes.length !== axes.length || sizes.some((size) => !Number.isInteger(size) || size < 1))
    throw new UsageError(`--shape takes ${axes.length} positive integers, ${axes.join(',')}, not "${text}".`);
  return sizes;
}

async function compare(
  name: string,
  { inputs, fused, reference, differentiable }: KernelExample,
  sizes: number[],
  print: boolean,
  debug: '1' | '2' | undefined,
): Promise<number> {
  const tf = await import('@tensorflow/tfjs-core');
  const { openGpu } = await import('../src/engine/gpu/device');
  const { setGpuDebug } = await import('../src/engine/gpu/debug');
  const { valueAndGradients } = await import('../src/engine/testing/gradients');
  const { backend, device, adapterName } = await openGpu();
  if (print) printShaders(device);
  if (debug) setGpuDebug(debug === '1' ? 1 : 2);
  const given = inputs(sizes);
  const value = async (op: KernelExample['fused']) => {
    const result = op(...given.map(({ shape, data }) => tf.tensor(Array.from(data), shape)));
    return { value: { shape: result.shape, data: await result.data() }, gradients: [] as Values[] };
  };
  const evaluate = (op: KernelExample['fused']) => (differentiable ? valueAndGradients(op, given) : value(op));
  const actual = await evaluate(fused);
  const { dispatches } = backend;
  await tf.setBackend('cpu');
  const expected = await evaluate(reference);
  console.log(`${name} ${sizes.join(',')} on ${adapterName}: ${dispatches} dispatches of our own kernels`);
  const differences = [
    difference('value', actual.value, expected.value),
    ...expected.gradients.map((gradient, i) => difference(`gradient of input ${i}`, actual.gradients[i]!, gradient)),
  ];
  for (const error of backend.errors) console.error(error);
  return backend.errors.length > 0 || differences.some((within) => !within) ? 1 : 0;
}

/** Prints the largest difference. @returns whether it is within tolerance. */
function difference(what: string, actual: Values, expected: Values): boolean {
  let [largest, scale] = [0, 0];
  for (let i = 0; i < expected.data.length; i++) {
    const error = Math.abs(actual.data[i]! - expected.data[i]!);
    // NaN is the largest of all.
    if (!(error <= largest)) largest = error;
    scale = Math.max(scale, Math.abs(expected.data[i]!));
  }
  const within = largest <= TOLERANCE * Math.max(1, scale);
  const shape = `[${expected.shape}]`;
  console.log(
    `  ${what.padEnd(20)} ${shape.padEnd(16)} largest difference ${largest.toExponential(1)}${within ? '' : '  BEYOND TOLERANCE'}`,
  );
  return within;
}

function printShaders(device: GPUDevice): void {
  const create = device.createShaderModule.bind(device);
  device.createShaderModule = (descriptor) => {
    console.log(`// ${descriptor.label || 'a program of tfjs'}\n${descriptor.code}\n`);
    return create(descriptor);
  };
}
