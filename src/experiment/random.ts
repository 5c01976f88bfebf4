/**
 * Counter-based random numbers: a pure function of (seed, stream name, step, element), so that two runs with the same seed
 * draw the same numbers, independent of the strategy, the order of the calls and interruptions.
 * The mixing function is PCG4D (Jarzynski and Olano, "Hash Functions for GPU Rendering", JCGT 2020).
 */

/** FNV-1a of a stream's name. */
function hashName(name: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < name.length; i++) hash = Math.imul(hash ^ name.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}

/** 32 random bits of four integers: the first word of PCG4D. */
export function mixedBits(a: number, b: number, c: number, d: number): number {
  let x = (Math.imul(a, 1664525) + 1013904223) | 0;
  let y = (Math.imul(b, 1664525) + 1013904223) | 0;
  let z = (Math.imul(c, 1664525) + 1013904223) | 0;
  let w = (Math.imul(d, 1664525) + 1013904223) | 0;
  for (let round = 0; round < 2; round++) {
    x = (x + Math.imul(y, w)) | 0;
    y = (y + Math.imul(z, x)) | 0;
    z = (z + Math.imul(x, y)) | 0;
    w = (w + Math.imul(y, z)) | 0;
    if (round === 0) {
      x ^= x >>> 16;
      y ^= y >>> 16;
      z ^= z >>> 16;
      w ^= w >>> 16;
    }
  }
  return x >>> 0;
}

/** The same in WGSL: `fn mixedBits(v: vec4u) -> u32`. */
export const MIXED_BITS_WGSL = `
fn mixedBits(given: vec4u) -> u32 {
  var v = given * 1664525u + 1013904223u;
  for (var round = 0u; round < 2u; round++) {
    v.x += v.y * v.w; v.y += v.z * v.x; v.z += v.x * v.y; v.w += v.y * v.z;
    if (round == 0u) { v ^= v >> vec4u(16u); }
  }
  return v.x;
}`;

export class RandomStream {
  readonly #seed: number;
  readonly #stream: number;

  /** @param name what the numbers are for, for example `init/blocks.0.attn.qkv.weight` or `crop` */
  constructor(seed: number, name: string) {
    this.#seed = seed >>> 0;
    this.#stream = hashName(name);
  }

  /** 32 random bits of (step, element). */
  bits(step: number, element: number): number {
    return mixedBits(this.#seed, this.#stream, step, element);
  }

  /** Uniform in [0, 1), 24 bits. */
  uniform(step: number, element: number): number {
    return (this.bits(step, element) >>> 8) / 0x1000000;
  }

  /** Uniform integer in [0, n). */
  integer(n: number, step: number, element: number): number {
    return Math.floor(this.uniform(step, element) * n);
  }

  /** Standard normal (Box–Muller, from elements 2·element and 2·element+1). */
  normal(step: number, element: number): number {
    const u = 1 - this.uniform(step, 2 * element);
    const v = this.uniform(step, 2 * element + 1);
    return Math.sqrt(-2 * Math.log(u)) * Math.cos(2 * Math.PI * v);
  }

  /** A permutation of 0 … n−1 (Fisher–Yates). */
  permutation(n: number, step: number): Uint32Array<ArrayBuffer> {
    const order = Uint32Array.from({ length: n }, (_, i) => i);
    for (let i = n - 1; i > 0; i--) {
      const j = this.integer(i + 1, step, i);
      const swapped = order[i]!;
      order[i] = order[j]!;
      order[j] = swapped;
    }
    return order;
  }
}
