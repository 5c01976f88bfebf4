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
const sound = runFileBytes(run);

test('a run comes back from its file to the bit', () => {
  expect(readRunFile(sound, 'run')).toEqual(run);
});

test('weights and curves of any numbers come back', () => {
  const finite = fc.float({ noNaN: true, noDefaultInfinity: true });
  fc.assert(
    fc.property(fc.array(finite, { maxLength: 20 }), fc.string(), (numbers, name) => {
      const parameters = new Map([[name, Float32Array.from(numbers)]]);
      const given = { ...run, checkpoint: { ...run.checkpoint, parameters } };
      expect(readRunFile(runFileBytes(given), 'run')).toEqual(given);
    }),
  );
});

/** The file with its description changed. */
function withRun(change: (run: Record<string, unknown>) => void, metadata: Record<string, string> = {}): Uint8Array {
  const file = readSafetensors(sound, 'run');
  const described = JSON.parse(file.metadata.run!) as Record<string, unknown>;
  change(described);
  const tensors = new Map(
    [...file.tensors].map(([name, { shape, data }]) => [name, { shape, data: Float32Array.from(data) }]),
  );
  return writeSafetensors(tensors, { ...file.metadata, run: JSON.stringify(described), ...metadata });
}

describe('is refused with one sentence that names the file', () => {
  const cases: [string, Uint8Array, RegExp][] = [
    ['a truncated file', sound.slice(0, -5), /truncated/],
    ['no safetensors', new TextEncoder().encode('hello, this is no run'), /header/],
    ['other safetensors', writeSafetensors(new Map(), { format: 'pt' }), /no run of this playground/],
    ['a newer version', withRun((run) => (run.version = 2)), /version 2, newer than/],
    ['a damaged description', withRun(() => undefined, { run: '{' }), /damaged/],
    ['a negative step', withRun((run) => (run.step = -1)), /step/],
    ['evaluations that are none', withRun((run) => (run.evaluations = [{ step: -1 }])), /evaluations/],
    ['huge counts', withRun((run) => (run.album = [{ step: 1, probes: 1e15 }])), /moments/],
    ['no origin', withRun((run) => (run.about = null)), /origin/],
    ['a beginning that is none', withRun((run) => (run.before = { config: {}, step: 'x' })), /fine-tuned from/],
    ['a beginning that is no number', nan('before/head.bias'), /are none/],
    ['weights that are no numbers', nan('weights/head.bias'), /no numbers|are none/],
    ['a curve that is no number', nan('metrics/total'), /are none/],
  ];
  test.each(cases)('%s', (_, bytes, sentence) => {
    const error = caught(() => readRunFile(bytes, 'my.run'));
    expect(error).toBeInstanceOf(ProblemError);
    expect((error as Error).message).toMatch(/^my\.run: /);
    expect((error as Error).message).toMatch(sentence);
  });
});

test('keys of prototypes change nothing', () => {
  const bytes = withRun((run) => {
    run.config = JSON.parse('{"__proto__": {"polluted": true}, "dim": 16}');
    run.about = { ...(run.about as object), constructor: { prototype: { polluted: true } } };
  });
  const read = readRunFile(bytes, 'run');
  expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  expect(Object.keys(read.about)).not.toContain('constructor');
});

test('of damaged files none crashes otherwise than with a sentence', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.nat(sound.length - 1), fc.integer({ min: 0, max: 255 })), { minLength: 1, maxLength: 4 }),
      (changes) => {
        const bytes = sound.slice();
        for (const [at, byte] of changes) bytes[at] = byte;
        const error = caught(() => readRunFile(bytes, 'my.run'));
        if (error !== null) expect(error).toBeInstanceOf(ProblemError);
      },
    ),
    { numRuns: 2000 },
  );
});

function nan(tensor: string): Uint8Array {
  const file = readSafetensors(sound, 'run');
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
