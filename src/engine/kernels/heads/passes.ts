import type { Tensor } from '@tensorflow/tfjs-core';
import type { CapturingBackend } from '../../gpu/capturingBackend';
import type { Operand } from '../../gpu/kernel';
import { gemmJob } from '../wgsl/gemm';
import { sideBySide } from '../wgsl/jobs';
import { Matrix, type Rows } from '../wgsl/matrix';
import type { PartialSums } from '../wgsl/partialSums';
import { tileOf } from '../wgsl/tiles';

/** A linear layer that reads one token of each image, in PyTorch layout. */
export interface HeadWeights {
  /** [classes, D] */
  weight: Tensor;
  /** [classes] */
  bias: Tensor;
}

/** Rows of head h in a [B, heads, D] matrix of tokens. */
function rowsOf(tokens: Matrix, heads: number, h: number): Rows {
  return {
    base: (row) => tokens.base(`(${row}) * ${heads}u + ${h}u`),
    load: (base, group) => tokens.load(base, group),
    code: '',
  };
}

/** tokens [B, heads, D] → each head's logits [B, classes], in one dispatch. */
export function headsForward(gpu: CapturingBackend, tokens: Tensor, heads: readonly HeadWeights[]): Tensor[] {
  const [batch, , dim] = tokens.shape as [number, number, number];
  const x = new Matrix('tokens', dim);
  const inputs: Record<string, Operand> = { tokens: x.operand(tokens) };
  const outputs: Record<string, ReturnType<Matrix['output']>> = {};
  const shared = [x.code];
  const jobs = heads.map(({ weight, bias }, h) => {
    const classes = weight.shape[0]!;
    const [w, b, y] = [
      new Matrix(`weight${h}`, dim),
      new Matrix(`bias${h}`, classes),
      new Matrix(`logits${h}`, classes),
    ];
    inputs[w.name] = w.operand(weight);
    inputs[b.name] = b.operand(bias);
    outputs[y.name] = y.output([batch, classes]);
    shared.push(w.code, b.code, y.storeCode);
    shared.push(`
fn store${h}(row: u32, group: u32, sum: vec4f) { let base = ${y.base('row')}; ${y.store('base', 'group', 'sum')} }`);
    return gemmJob({
      name: `head${h}`,
      form: 'NT',
      m: batch,
      n: classes,
      k: dim,
      a: rowsOf(x, heads.length, h),
      b: w,
      tile: tileOf(gpu, { form: 'NT', m: batch, n: classes, k: dim }),
      store: `store${h}`,
      start: (group) => b.load('0u', group),
    });
  });
  const result = gpu.run({ name: 'heads', inputs, outputs, ...sideBySide(jobs, shared.join('')) });
  return heads.map((_, h) => result[`logits${h}`]!);
}

/** The gradient of the tokens [B, heads, D] from those of the logits, and of weights and biases in `sums`; one dispatch. */
export function headsBackward<Name extends string>(
  gpu: CapturingBackend,
  slopes: readonly Tensor[],
  tokens: Tensor,
  heads: readonly HeadWeights[],
  sums: PartialSums<Name>,
  names: readonly { weight: Name; bias: Name }[],
): Tensor {
  const [batch, , dim] = tokens.shape as [number, number, number];
  const x = new Matrix('tokens', dim);
  const dx = new Matrix('dTokens', dim);
  const inputs: Record<string, Operand> = { tokens: x.operand(tokens) };
  const shared = [x.code, dx.storeCode];
  const jobs = heads.flatMap(({ weight }, h) => {
    const classes = weight.shape[0]!;
    const [w, dy] = [new Matrix(`weight${h}`, dim), new Matrix(`slope${h}`, classes)];
    const rows = rowsOf(dx, heads.length, h);
    inputs[w.name] = w.operand(weight);
    inputs[dy.name] = dy.operand(slopes[h]!);
    shared.push(w.code, dy.code);
    shared.push(`
fn storeX${h}(row: u32, group: u32, sum: vec4f) { let base = ${rows.base('row')}; ${dx.store('base', 'group', 'sum')} }
${sums.storeCode(`storeWeight${h}`, names[h]!.weight)}
${sums.storeCode(`storeBias${h}`, names[h]!.bias)}`);
    return [
      gemmJob({
        name: `gradX${h}`,
        form: 'NN',
        m: batch,
        n: dim,
        k: classes,
        a: dy,
        b: w,
        tile: tileOf(gpu, { form: 'NN', m: batch, n: dim, k: classes }),
        store: `storeX${h}`,
      }),
      gemmJob({
        name: `gradWeight${h}`,
        form: 'TN',
        m: classes,
        n: dim,
        k: batch,
        a: dy,
        b: rowsOf(x, heads.length, h),
        tile: tileOf(gpu, { form: 'TN', m: classes, n: dim, k: batch }),
        splits: sums.parts(names[h]!.weight),
        store: `storeWeight${h}`,
        columnSums: `storeBias${h}`,
      }),
    ];
  });
  return gpu.run({
    name: 'headsBackward',
    inputs,
    updates: sums.update,
    outputs: { dTokens: dx.output(tokens.shape) },
    ...sideBySide(jobs, shared.join('')),
  }).dTokens;
}
