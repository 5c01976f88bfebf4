import { expect, test } from 'vitest';
import { experimentsText } from './experiments';

const { control } = experimentsText.verdict;

test('what the control comes to is said with its noise and its cosine, as far as they are known', () => {
  expect(control('no distillation', '+0.1', '0.3', false, '.987')).toBe(
    'The control, two class tokens: +0.1 ± 0.3 points over “no distillation”, not beyond seed noise; cosine of its tokens after the last layer .987 (paper: the two learned tokens .999, and no gain).',
  );
  expect(control('labelled', '−0.4', null, null, null)).toBe(
    'The control, two class tokens: −0.4 points over “labelled”.',
  );
});
