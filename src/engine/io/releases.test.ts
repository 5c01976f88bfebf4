import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { validate } from '../../experiment/fields/validate';
import { experimentOf } from '../../experiment/trials/plan';
import { isTheSame } from '../train/checkpoint';
import { readRunFile, runFileBytes } from './runFile';

const folder = new URL('../../../fixtures/releases/0.1/', import.meta.url);
const config = experimentOf(JSON.parse(readFileSync(new URL('run.json', folder), 'utf8')), 'run.json');

test('a run file of release 0.1 opens and can be continued', () => {
  const run = readRunFile(readFileSync(new URL('run.safetensors', folder)), 'run.safetensors');
  const { checkpoint } = run;
  expect(run.name).toBe('micro');
  expect(checkpoint.step).toBe(8);
  expect(checkpoint.config).toEqual(config);
  expect(validate(checkpoint.config).messages).toEqual([]);
  expect(isTheSame(checkpoint, config, 'shapes-1-2021-6000-1500')).toBe(true);
  expect(readRunFile(runFileBytes(run), 'again')).toEqual(run);
});
