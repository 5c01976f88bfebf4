/**
 * Runs one op of the engine at a shape on WebGPU and compares it with its plain composition:
 * npm run kernel -- layerNorm --shape 4,17 --print
 */
import { parseArgs } from 'node:util';
import type { KernelExample, Values } from '../src/engine/kernels/example';
import { installNodeGpu } from './nodeGpu';

const HELP = `Usage: npm run kernel -- [NAME] [--shape n,n,…] [--print] [--debug 1|2]

Without NAME, lists the ops and their default shapes. With NAME, runs the op on this machine's WebGPU adapter and its reference on
the CPU with the same random inputs, and prints the largest differences of the result and of each gradient.

  --shape n,n,…  sizes of the op's axes, in the order of the list
  --print        print the WGSL of every pipeline that the op compiles
  --debug 1|2    1: log pipelines and dispatches; 2: also validate each kernel and report values that are not finite
  --help         show this text`;

/** Differences beyond this share of the largest reference value are an error; float32 sums of a few thousand terms stay below. */
const TOLERANCE = 1e-3;

/** A mistake in the arguments; its message is shown as it is. */
class UsageError extends Error {}

export async function main(args: string[]): Promise<void> {
  try {
    await run(args);
  } catch (error) {
    console.error(error instanceof Error ? error.message.split('\n')[0] : String(error));
    process.exitCode = 2;
  }
}

async function run(args: string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      shape: { type: 'string' },
      print: { type: 'boolean', default: false },
      debug: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    console.log(HELP);
    return;
  }
  await installNodeGpu();
  await import('@tensorflow/tfjs-backend-cpu');
  const { KERNEL_EXAMPLES } = await import('../src/engine/kernels/registry');
  const [name, ...rest] = positionals;
  if (name === undefined) {
    for (const [op, { shape, summary }] of Object.entries(KERNEL_EXAMPLES))
      console.log(`${op.padEnd(18)} --shape ${shapeText(shape).padEnd(58)} ${summary}`);
    return;
  }
  if (rest.length > 0) throw new UsageError(`One op at a time, please: ${rest.join(' ')} is too much.`);
  const example = KERNEL_EXAMPLES[name];
  if (!example) throw new UsageError(`There is no op "${name}"; run npm run kernel for the list.`);
  await compare(name, example, sizesOf(example, values.shape), values.print, values.debug);
}

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
  debug: string | undefined,
): Promise<void> {
  const tf = await import('@tensorflow/tfjs-core');
  const { openGpu } = await import('../src/engine/gpu/device');
  const { setGpuDebug } = await import('../src/engine/gpu/debug');
  const { valueAndGradients } = await import('../src/engine/testing/gradients');
  if (debug !== undefined && debug !== '1' && debug !== '2')
    throw new UsageError(`--debug takes 1 or 2, not "${debug}".`);
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
  if (backend.errors.length > 0 || differences.some((within) => !within)) {
    for (const error of backend.errors) console.error(error);
    process.exitCode = 1;
  }
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
