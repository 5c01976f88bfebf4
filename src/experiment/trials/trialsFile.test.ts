import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ProblemError } from '../problem';
import { microExperiment } from '../testing/microExperiment';
import type { TrialResult } from './trials';
import { readTrialsFile, type TrialsProvenance, trialsFile } from './trialsFile';

const result: TrialResult = {
  ...{ strategy: 'token-hard', seed: 1, value: null, teacherAccuracy: 0.9, testImages: 10, steps: 2, seconds: 3 },
  accuracy: { cls: 0.1, dist: 0.2, 'both-logits': 0.3, 'both-softmax': 0.3 },
  averaged: { cls: 0.2, dist: null, 'both-logits': null, 'both-softmax': null },
  start: { weights: '01234567', order: '89abcdef' },
  curve: [{ step: 0, accuracy: { cls: 0.1, dist: null, 'both-logits': null, 'both-softmax': null } }],
  cosine: [{ step: 1, value: -0.5 }],
  cosineByLayer: [0.1, -0.5],
  otherTests: [
    {
      kind: 'noise',
      accuracy: { cls: 0.1, dist: 0.2, 'both-logits': 0.3, 'both-softmax': 0.3 },
      ...{ averaged: null, teacher: 0.5 },
    },
  ],
  disagreement: Array.from({ length: 6 }, (_, i) =>
    Array.from({ length: 6 }, (_, j) => (i === j ? 0 : i + j > 8 ? null : 0.5)),
  ),
};
const provenance: TrialsProvenance = {
  dataset: { id: 'shapes', name: 'Shapes', fingerprint: 'shapes-1' },
  ...{ classes: ['a', 'b'], adapter: 'an adapter', commit: null, date: '2026-01-01' },
};
const plan = {
  name: 'a plan',
  base: microExperiment(),
  strategies: ['token-hard' as const],
  seeds: [1],
  sweep: null,
  otherTests: true,
};
const sound = JSON.stringify(trialsFile(plan, [result], provenance));

const change = (path: (string | number)[], value: unknown): string => {
  const content = JSON.parse(sound);
  const target = path.slice(0, -1).reduce((object, key) => object[key], content);
  target[path.at(-1)!] = value;
  return JSON.stringify(content);
};

test('trials come back from their file; what was not kept in earlier versions is missing', () => {
  expect(readTrialsFile(sound, 'file')).toEqual(JSON.parse(sound));
  const [old] = readTrialsFile(change(['results', 0, 'cosineByLayer'], undefined), 'file').results;
  expect(old).toEqual({ ...result, cosineByLayer: [] });
  const [older] = readTrialsFile(change(['results', 0, 'otherTests'], undefined), 'file').results;
  expect(older).toEqual({ ...result, otherTests: [] });
});

test.each([
  ['truncated', sound.slice(0, -9), /no JSON, or truncated/],
  ['something else', '{"format": "else"}', /no trials of this playground/],
  ['newer', change(['version'], 2), /version 2, newer/],
  ['without a plan', change(['plan'], 7), /plan is missing/],
  ['of a strategy that is not there', change(['results', 0, 'strategy'], '__proto__'), /a result is damaged/],
  ['with an accuracy above 1', change(['results', 0, 'accuracy', 'cls'], 1.5), /a result is damaged/],
  ['with a cosine that is none', change(['results', 0, 'cosineByLayer'], [0.1, null]), /a result is damaged/],
  ['with a test set that is not there', change(['results', 0, 'otherTests', 0, 'kind'], 'rain'), /a result is damaged/],
  ['with another accuracy above 1', change(['results', 0, 'otherTests', 0, 'teacher'], 2), /a result is damaged/],
  ['of a value that is none', change(['results', 0, 'value'], { resnet: 1 }), /a result is damaged/],
  ['with NaN', change(['results', 0, 'accuracy', 'cls'], 'NaN'), /a result is damaged/],
  ['with a matrix of another size', change(['results', 0, 'disagreement'], [[0]]), /a result is damaged/],
  ['without hashes of the start', change(['results', 0, 'start'], {}), /a result is damaged/],
  ['with a hash that is none', change(['results', 0, 'start', 'order'], 'undefine'), /a result is damaged/],
  ['without what it is judged by', change(['results', 0, 'accuracy', 'both-logits'], null), /a result is damaged/],
  ['of no origin', change(['provenance', 'dataset'], null), /origin is damaged/],
])('a file that is %s is refused with its name', (_, text, sentence) => {
  expect(() => readTrialsFile(text, 'my.json')).toThrow(ProblemError);
  expect(() => readTrialsFile(text, 'my.json')).toThrow(/^my\.json: /);
  expect(() => readTrialsFile(text, 'my.json')).toThrow(sentence);
});

test('whatever JSON it is given, it answers with trials or a sentence', () => {
  fc.assert(
    fc.property(fc.json(), fc.constantFrom('plan', 'results', 'provenance', 'version'), (json, key) => {
      const text = JSON.stringify({ ...JSON.parse(sound), [key]: JSON.parse(json) });
      try {
        readTrialsFile(text, 'my.json');
      } catch (error) {
        expect(error).toBeInstanceOf(ProblemError);
      }
    }),
  );
});
