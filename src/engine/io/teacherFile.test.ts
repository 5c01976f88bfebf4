import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { ProblemError } from '../../experiment/problem';
import { readProvenance } from './teacherFile';

const FOLDER = 'public/teachers';
const shipped = readdirSync(FOLDER).filter((file) => file.endsWith('.json'));
const valid = readFileSync(`${FOLDER}/shapes.json`, 'utf8');

const change = (key: string, value: unknown) => JSON.stringify({ ...JSON.parse(valid), [key]: value });
const SIZES = { width: 16, blocks: 1, channels: 3, classes: 10 };

test.each(shipped)('%s describes a teacher', (file) => {
  const text = readFileSync(`${FOLDER}/${file}`, 'utf8');
  expect(readProvenance(text, file)).toMatchObject({ ...JSON.parse(text), architecture: expect.anything() });
});

test('an architecture without a family is a residual network', () => {
  expect(readProvenance(change('architecture', SIZES), 'a.json').architecture).toEqual({ family: 'resnet', ...SIZES });
});

test.each([
  ['not JSON', '{', /not a JSON object/],
  ['a list', '[]', /not a JSON object/],
  ['of an unknown family', change('architecture', { ...SIZES, family: '__proto__' }), /field architecture/],
  ['of the sizes of another family', change('architecture', { ...SIZES, family: 'transformer' }), /field architecture/],
  ['with one size too many', change('architecture', { ...SIZES, depth: 3 }), /field architecture/],
  ['of a huge width', change('architecture', { ...SIZES, width: 1e9 }), /field architecture/],
  ['without an image size', change('imageSize', 0), /field imageSize/],
  ['with an infinite accuracy', valid.replace(/"testAccuracy": [\d.]+/, '"testAccuracy": 1e999'), /field testAccuracy/],
  ['without a seed', change('recipe', {}), /field recipe\.seed/],
])('a description that is %s is refused with a sentence that names file and field', (_, text, sentence) => {
  expect(() => readProvenance(text, 'a.json')).toThrow(ProblemError);
  expect(() => readProvenance(text, 'a.json')).toThrow(/^a\.json does not describe a teacher: /);
  expect(() => readProvenance(text, 'a.json')).toThrow(sentence);
});
