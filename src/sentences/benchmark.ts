/** Sentences of the Benchmark view. */
export const benchmarkText = {
  heading: 'Benchmark this GPU',
  intro:
    'How fast can this device train? The benchmark measures matrix products, memory, the cost of a single GPU program, and a training step of the current student. From these numbers it predicts the speed of other students. Training is paused during the measurement.',
  measure: 'Measure',
  again: 'Measure again',
  needsRun: 'Wait until the experiment is ready.',
  measuring: 'Measuring. Close other pages that use the GPU.',
  none: 'There is no measurement of this GPU yet.',
  measuredOn: (adapter: string, date: string) => `${adapter}, measured ${date}`,
  save: 'Save as JSON',

  peaks: 'What this GPU can do',
  gflops: 'best matrix product',
  bandwidth: 'memory, read and written',
  dispatch: 'per additional GPU program',
  step: 'A step of the current student',
  imagesPerSecond: 'images per second',
  msPerStep: (batch: number) => `per step, batch size ${batch}`,
  share: 'of the best matrix product',
  tiled: (measured: number, products: number) => `${measured} of ${products}`,
  tiles: (changed: number) =>
    changed > 0
      ? `products with tiles timed here, ${changed} faster than the default`
      : 'products with tiles timed here',
  dispatches: 'GPU programs',
  submits: 'submit',
  encode: 'of JavaScript',
  memory: 'of GPU memory',

  roofline: 'Roofline',
  rooflineUnit: 'GFLOP/s by operations per byte',
  rooflineHelp:
    'No program can be above the roof. Left of the bend, memory limits its speed; right of it, arithmetic does. Each dot is a whole training step. Its distance from the roof is the cost of many small programs.',
  rooflineAlt: (roof: string, bend: string, rate: string, intensity: string) =>
    `The roof rises to ${roof} GFLOP/s at ${bend} operations per byte. The measured step reaches ${rate} GFLOP/s at ${intensity} operations per byte.`,
  roof: 'roof',
  present: 'current student, measured',
  predicted: 'presets, predicted',
  intensity: 'operations per byte',
  rate: 'GFLOP/s',

  predictions: 'Predicted speed of the presets',
  predictionsHelp: (slowdown: string) =>
    `These numbers are predictions: the roofline, max(operations ÷ peak, bytes ÷ bandwidth) + programs × their cost, times ${slowdown}. The measured step is slower than its own roofline by that factor.`,
  preset: 'Student',
  batch: 'Batch',
  stepTime: 'Step',
  epochTime: 'Epoch',
  limit: 'Limited by',
  limits: { arithmetic: 'arithmetic', memory: 'memory', dispatches: 'number of programs' },
  lively: 'Fast enough to watch',
  largest: 'yes, the largest that is',
  choose: 'Choose',
  isLively: 'yes',
  notLively: 'no',
  doesNotFit: 'does not fit in memory',
  noneLively: 'No preset is fast enough to watch here: none makes four steps per second.',
  use: (student: string) => `Use ${student}`,
} as const;
