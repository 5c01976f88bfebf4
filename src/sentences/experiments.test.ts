import { expect, test } from 'vitest';
import { experimentsText } from './experiments';

const { control } = experimentsText.verdict;

test('the sentence on the control gives its noise and its cosine if they are known', () => {
  expect(control('no distillation', '+0.1', '0.3', false, '.987')).toBe(
    'The control with two class tokens: +0.1 ± 0.3 points over “no distillation”. This is not beyond seed noise. The cosine of its tokens after the last layer is .987. In the paper, two learned class tokens have .999 and bring no gain.',
  );
  expect(control('labelled', '−0.4', null, null, null)).toBe(
    'The control with two class tokens: −0.4 points over “labelled”.',
  );
});
