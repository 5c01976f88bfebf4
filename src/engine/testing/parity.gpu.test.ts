import { readFileSync } from 'node:fs';
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { openGpu } from '../gpu/device';
import { readSafetensors } from '../io/safetensors';
import { checkParity, type FixtureMeta } from './parity';

beforeAll(openGpu);

describe.each(['deit-a', 'deit-b', 'deit-c'])('%s, recorded from PyTorch', (id) => {
  test.each(['webgpu', 'cpu'])('agrees on %s', async (backend) => {
    await tf.setBackend(backend);
    const { tensors } = readSafetensors(readFileSync(`fixtures/${id}/fixture.safetensors`), id);
    const meta = JSON.parse(readFileSync(`fixtures/${id}/meta.json`, 'utf8')) as FixtureMeta;
    const groups = await checkParity(tensors, meta);
    expect(groups.map(({ group }) => group).sort()).toEqual(
      ['adamw', 'adamw alone', 'attn', 'grad', 'logits', 'loss', 'posembed', 'rollout', 'tokens'].sort(),
    );
    expect(groups.filter(({ passed }) => !passed)).toEqual([]);
  });
});
