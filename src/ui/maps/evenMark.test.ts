import { expect, it } from 'vitest';
import { evenMark } from './evenMark';

it('marks uniform attention and says if the map is nearly uniform', () => {
  expect(evenMark(0.02, 0.08)).toMatchObject({ place: 0.25, label: 'uniform' });
  expect(evenMark(0.02, 0.021).label).toBe('nearly uniform');
  expect(evenMark(0.02, 0.026).label).toBe('uniform');
});
