import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ProblemError } from '../../experiment/problem';
import { microExperiment } from '../../experiment/testing/microExperiment';
import { CHECKPOINT_VERSION } from '../train/checkpoint';
import { type KeptRun, readRunFile, runFileBytes } from './runFile';
import { readSafetensors, writeSafetensors } from './safetensors';

const run: KeptRun = {
  name: '<b>my</b> run',
  about: {
    dataset: { id: 'shapes', name: 'Shapes' },
    teacher: { name: 'ResNet', testAccuracy: 0.95 },
    adapter: 'an adapter',
    start: { weights: '01234567', order: '89abcdef' },
    seconds: 12,
    date: '2026-01-01T00:00:00.000Z',
    commit: null,
  },
  checkpoint: {
    version: CHECKPOINT_VERSION,
    config: microExperiment(),
    datasetFingerprint: 'shapes-1',
    step: 2,
    parameters: new Map([
      ['__proto__', Float32Array.of(1, 2)],
      ['head.bias', Float32Array.of(0.1, -0, 3e-39)],
    ]),
    moments: Float32Array.of(1e-20, 2),
    metrics: {
      step: Float64Array.of(0, 1),
      total: Float32Array.of(2.3, 2.2),
      labelTerm: Float32Array.of(1.3, 1.2),
      labelLoss: Float32Array.of(1.3, 1.2),
      teacherTerm: Float32Array.of(1, 1),
      teacherLoss: Float32Array.of(1, 1),
      learningRate: Float32Array.of(1e-3, 2e-3),
    },
    evaluations: [
      {
        ...{ step: 2, epoch: 0.5, images: 10, fusionFlips: 1, teacher: 0.9 },
        accuracy: { cls: 0.1, dist: 0.2, 'both-logits': 0.3, 'both-softmax': 0.3 },
        averaged: null,
      },
    ],
    tokens: [{ step: 1, cosine: Float32Array.of(0.06, 0.93), onObject: null }],
    album: [
      {
        ...{ step: 1, probes: [3, 4], maps: Uint16Array.of(0, 65535), cls: Float32Array.of(1, 2) },
        ...{ dist: null, teacher: null, cosine: Float32Array.of(0.5), onObject: null },
      },
    ],
    before: {
      config: microExperiment({ imageSize: 4 }),
      step: 9,
      evaluation: null,
      parameters: new Map([['head.bias', Float32Array.of(0.3, 0.5)]]),
    },
  },
};
const valid = runFileBytes(run);

test('a run that is written and read is equal to the bit', () => {
  expect(readRunFile(valid, 'run')).toEqual(run);
});

test('weights of any finite numbers survive the file', () => {
  const finite = fc.float({ noNaN: true, noDefaultInfinity: true });
  fc.assert(
    fc.property(fc.array(finite, { maxLength: 20 }), fc.string(), (numbers, name) => {
      const parameters = new Map([[name, Float32Array.from(numbers)]]);
      const given = { ...run, checkpoint: { ...run.checkpoint, parameters } };
      expect(readRunFile(runFileBytes(given), 'run')).toEqual(given);
    }),
  );
});

/** The valid file with a changed description. */
function withRun(change: (run: Record<string, unknown>) => void, metadata: Record<string, string> = {}): Uint8Array {
  const file = readSafetensors(valid, 'run');
  const described = JSON.parse(file.metadata.run!) as Record<string, unknown>;
  change(described);
  const tensors = new Map(
    [...file.tensors].map(([name, { shape, data }]) => [name, { shape, data: Float32Array.from(data) }]),
  );
  return writeSafetensors(tensors, { ...file.metadata, run: JSON.stringify(described), ...metadata });
}

describe('the reader refuses, with one sentence that names the file,', () => {
  const cases: [string, Uint8Array, RegExp][] = [
    ['a truncated file', valid.slice(0, -5), /truncated/],
    ['a file of another format', new TextEncoder().encode('hello, this is no run'), /header/],
    [
      'safetensors of another kind',
      writeSafetensors(new Map(), { format: 'pt' }),
      /does not hold a run of this playground/,
    ],
    ['a newer version', withRun((run) => (run.version = 2)), /version 2, newer than/],
    ['a damaged description', withRun(() => undefined, { run: '{' }), /damaged/],
    ['a negative step', withRun((run) => (run.step = -1)), /field step/],
    [
      'evaluations without content',
      withRun((run) => (run.evaluations = [{ step: -1 }])),
      /field evaluations\[0\]\.step/,
    ],
    ['huge counts', withRun((run) => (run.album = [{ step: 1, probes: 1e15 }])), /field album\[0\]\.probes/],
    ['no description of its origin', withRun((run) => (run.about = null)), /field about/],
    [
      'initial weights without a step',
      withRun((run) => (run.before = { config: {}, step: 'x' })),
      /field before\.step/,
    ],
    ['NaN in the initial weights', nan('before/head.bias'), /weights hold NaN/],
    ['NaN in the weights', nan('weights/head.bias'), /weights hold NaN/],
    ['NaN in a curve', nan('metrics/total'), /metrics hold NaN/],
  ];
  test.each(cases)('%s', (_, bytes, sentence) => {
    const error = caught(() => readRunFile(bytes, 'my.run'));
    expect(error).toBeInstanceOf(ProblemError);
    expect((error as Error).message).toMatch(/^my\.run: /);
    expect((error as Error).message).toMatch(sentence);
  });
});

test('keys such as __proto__ pollute no prototype', () => {
  const bytes = withRun((run) => {
    run.config = JSON.parse('{"__proto__": {"polluted": true}, "dim": 16}');
    run.about = { ...(run.about as object), constructor: { prototype: { polluted: true } } };
  });
  const read = readRunFile(bytes, 'run');
  expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  expect(Object.keys(read.about)).not.toContain('constructor');
});

test('a damaged file is read or refused with a sentence, never anything else', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.nat(valid.length - 1), fc.integer({ min: 0, max: 255 })), { minLength: 1, maxLength: 4 }),
      (changes) => {
        const bytes = valid.slice();
        for (const [at, byte] of changes) bytes[at] = byte;
        const error = caught(() => readRunFile(bytes, 'my.run'));
        if (error !== null) expect(error).toBeInstanceOf(ProblemError);
      },
    ),
    { numRuns: 2000 },
  );
});

function nan(tensor: string): Uint8Array {
  const file = readSafetensors(valid, 'run');
  const tensors = new Map(
    [...file.tensors].map(([name, { shape, data }]) => [name, { shape, data: Float32Array.from(data) }]),
  );
  tensors.get(tensor)!.data[0] = Number.NaN;
  return writeSafetensors(tensors, file.metadata);
}

function caught(act: () => unknown): unknown {
  try {
    act();
    return null;
  } catch (error) {
    return error;
  }
}
