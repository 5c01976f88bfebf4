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
const valid = JSON.stringify(trialsFile(plan, [result], provenance));

const change = (path: (string | number)[], value: unknown): string => {
  const content = JSON.parse(valid);
  const target = path.slice(0, -1).reduce((object, key) => object[key], content);
  target[path.at(-1)!] = value;
  return JSON.stringify(content);
};

test('trials survive the file; a field that earlier versions lack is empty', () => {
  expect(readTrialsFile(valid, 'file')).toEqual(JSON.parse(valid));
  const [old] = readTrialsFile(change(['results', 0, 'cosineByLayer'], undefined), 'file').results;
  expect(old).toEqual({ ...result, cosineByLayer: [] });
  const [older] = readTrialsFile(change(['results', 0, 'otherTests'], undefined), 'file').results;
  expect(older).toEqual({ ...result, otherTests: [] });
});

test.each([
  ['truncated', valid.slice(0, -9), /not JSON, or is truncated/],
  ['of another format', '{"format": "else"}', /does not hold trials of this playground/],
  ['of a newer version', change(['version'], 2), /version 2, newer/],
  ['without a plan', change(['plan'], 7), /plan is missing/],
  ['without results', change(['results'], 7), /field results /],
  ['with too many results', change(['results'], Array(10_001).fill(0)), /field results /],
  ['of an unknown strategy', change(['results', 0, 'strategy'], '__proto__'), /field results\[0\]\.strategy/],
  ['with an accuracy above 1', change(['results', 0, 'accuracy', 'cls'], 1.5), /field results\[0\]\.accuracy\.cls/],
  ['with an infinite number', valid.replace('"steps":2', '"steps":1e999'), /field results\[0\]\.steps/],
  ['with a cosine that is null', change(['results', 0, 'cosineByLayer'], [0.1, null]), /\.cosineByLayer\[1\]/],
  ['with an unknown test set', change(['results', 0, 'otherTests', 0, 'kind'], 'rain'), /\.otherTests\[0\]\.kind/],
  ['with a share above 1', change(['results', 0, 'otherTests', 0, 'teacher'], 2), /\.otherTests\[0\]\.teacher/],
  ['with an object as swept value', change(['results', 0, 'value'], { resnet: 1 }), /field results\[0\]\.value/],
  ['with NaN', change(['results', 0, 'accuracy', 'cls'], 'NaN'), /field results\[0\]\.accuracy\.cls/],
  ['with a matrix of another size', change(['results', 0, 'disagreement'], [[0]]), /\.disagreement/],
  ['without start hashes', change(['results', 0, 'start'], {}), /field results\[0\]\.start\.weights/],
  ['with a wrong start hash', change(['results', 0, 'start', 'order'], 'undefine'), /\.start\.order/],
  ['without the accuracy that counts', change(['results', 0, 'accuracy', 'both-logits'], null), /\[0\]\.accuracy /],
  ['without provenance', change(['provenance'], null), /the field provenance is damaged/],
  ['without a data set', change(['provenance', 'dataset'], null), /field provenance\.dataset/],
  ['with a class that is a number', change(['provenance', 'classes'], ['a', 2]), /field provenance\.classes\[1\]/],
])('a file %s is refused with a sentence that names file and field', (_, text, sentence) => {
  expect(() => readTrialsFile(text, 'my.json')).toThrow(ProblemError);
  expect(() => readTrialsFile(text, 'my.json')).toThrow(/^my\.json: /);
  expect(() => readTrialsFile(text, 'my.json')).toThrow(sentence);
});

test('any JSON is read as trials or refused with a sentence', () => {
  fc.assert(
    fc.property(fc.json(), fc.constantFrom('plan', 'results', 'provenance', 'version'), (json, key) => {
      const text = JSON.stringify({ ...JSON.parse(valid), [key]: JSON.parse(json) });
      try {
        readTrialsFile(text, 'my.json');
      } catch (error) {
        expect(error).toBeInstanceOf(ProblemError);
      }
    }),
  );
});
