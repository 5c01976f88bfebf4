import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { divergence, type LossSetting, pictureLoss } from '../../experiment/loss/pictureLoss';
import { readSafetensors } from '../io/safetensors';
import type { FixtureMeta } from './parity';

const SETTING: LossSetting = {
  distillation: 'soft',
  klNormalisation: 'batchmean',
  tau: 3,
  lambda: 0.1,
  labelSmoothing: 0,
  teacherSmoothing: 0,
};

/** Logits whose softmax is p. */
const logs = (...p: number[]) => p.map(Math.log);

describe('by hand', () => {
  test('soft: (1−λ)·CE(class head, label) + λ·τ²·KL(teacher ‖ distillation head)', () => {
    const logits = { cls: logs(0.25, 0.75), dist: [3 * Math.log(3), 0], teacher: [0, 0] };
    const loss = pictureLoss(logits, 0, SETTING);
    // The distillation head at τ = 3 says ¾ and ¼, the teacher ½ and ½.
    const kl = 0.5 * Math.log(0.5 / 0.75) + 0.5 * Math.log(0.5 / 0.25);
    expect(loss.labelLoss).toBeCloseTo(Math.log(4), 12);
    expect(loss.teacherLoss).toBeCloseTo(kl, 12);
    expect(loss.total).toBeCloseTo(0.9 * Math.log(4) + 0.1 * 9 * kl, 12);
    expect(pictureLoss(logits, 0, { ...SETTING, klNormalisation: 'numel' }).teacherLoss).toBeCloseTo(kl / 2, 12);
  });

  test('hard: cross entropy with the teacher’s answer, with the requested smoothing', () => {
    const logits = { cls: logs(0.2, 0.8), dist: logs(0.5, 0.3, 0.2), teacher: [0, 5, 1] };
    const hard: LossSetting = { ...SETTING, distillation: 'hard', lambda: 0.5 };
    expect(pictureLoss(logits, 1, hard).teacherTerm).toBeCloseTo(-0.5 * Math.log(0.3), 12);
    const three = { ...logits, cls: logs(0.2, 0.5, 0.3) };
    const smoothed = pictureLoss(three, 1, { ...hard, labelSmoothing: 0.3, teacherSmoothing: 0.2 });
    expect(smoothed.labelLoss).toBeCloseTo(-0.8 * Math.log(0.5) - 0.1 * (Math.log(0.2) + Math.log(0.3)), 12);
    expect(smoothed.teacherLoss).toBeCloseTo(-0.8 * Math.log(0.3) - 0.1 * (Math.log(0.5) + Math.log(0.2)), 12);
  });

  test('two class tokens: the mean of both heads’ cross entropies with the label, with or without a teacher', () => {
    const logits = { cls: logs(0.25, 0.75), dist: logs(0.4, 0.6), teacher: logs(0.9, 0.1) };
    const loss = pictureLoss(logits, 0, { ...SETTING, distillation: 'label' });
    expect(loss.total).toBeCloseTo(-0.5 * (Math.log(0.25) + Math.log(0.4)), 12);
    expect(loss).toEqual(
      pictureLoss({ ...logits, teacher: null }, 0, { ...SETTING, distillation: 'label', lambda: 0.9 }),
    );
  });

  test('without a distillation head both terms read the class head; without a teacher only the label counts', () => {
    const logits = { cls: logs(0.25, 0.75), dist: null, teacher: logs(0.25, 0.75) };
    expect(pictureLoss(logits, 1, SETTING).teacherTerm).toBeCloseTo(0, 12);
    const alone = pictureLoss({ ...logits, teacher: null }, 1, SETTING);
    expect(alone.total).toBeCloseTo(-Math.log(0.75), 12);
    expect(alone).toMatchObject({ teacherTerm: 0, weight: 0 });
  });
});

test.each(['deit-a', 'deit-b'])('the mean over the pictures is the loss of the PyTorch reference: %s', (name) => {
  const meta = JSON.parse(readFileSync(`fixtures/${name}/meta.json`, 'utf8')) as FixtureMeta;
  const { tensors } = readSafetensors(readFileSync(`fixtures/${name}/fixture.safetensors`), name);
  const rows = (key: string) => {
    const { shape, data } = tensors.get(key)!;
    return Array.from({ length: shape[0]! }, (_, i) => data.subarray(i * shape[1]!, (i + 1) * shape[1]!));
  };
  const [cls, dist, teacher] = [rows('logits.cls'), rows('logits.dist'), rows('teacher_logits')];
  for (const [kind, about] of Object.entries(meta.kinds)) {
    const setting: LossSetting = {
      distillation: about.type,
      klNormalisation: about.norm ?? 'batchmean',
      tau: about.tau ?? 1,
      lambda: about.alpha ?? 0,
      labelSmoothing: about.labelSmoothing,
      teacherSmoothing: 0,
    };
    const totals = meta.labels.map(
      (label, i) => pictureLoss({ cls: cls[i]!, dist: dist[i]!, teacher: teacher[i]! }, label, setting).total,
    );
    const mean = totals.reduce((a, b) => a + b) / totals.length;
    expect(Math.abs(mean - tensors.get(`loss.${kind}`)!.data[0]!), kind).toBeLessThan(2e-6);
  }
});

const setting = fc.record({
  distillation: fc.constantFrom('none' as const, 'soft' as const, 'hard' as const, 'label' as const),
  klNormalisation: fc.constantFrom('batchmean' as const, 'numel' as const),
  tau: fc.double({ min: 0.5, max: 20, noNaN: true }),
  lambda: fc.double({ min: 0, max: 1, noNaN: true }),
  labelSmoothing: fc.double({ min: 0, max: 0.5, noNaN: true }),
  teacherSmoothing: fc.double({ min: 0, max: 0.5, noNaN: true }),
});
const logit = fc.double({ min: -1e3, max: 1e3, noNaN: true });

test('terms are finite, not negative, and add up to the total', () => {
  const logits = fc
    .integer({ min: 2, max: 12 })
    .chain((classes) => fc.tuple(...[0, 1, 2].map(() => fc.array(logit, { minLength: classes, maxLength: classes }))));
  fc.assert(
    fc.property(logits, setting, fc.nat(), (heads, chosen, label) => {
      const [cls, dist, teacher] = heads as [number[], number[], number[]];
      const loss = pictureLoss({ cls, dist, teacher }, label % cls.length, chosen);
      expect(Object.values(loss).every(Number.isFinite)).toBe(true);
      expect(loss.labelTerm).toBeGreaterThanOrEqual(0);
      expect(loss.teacherTerm).toBeGreaterThanOrEqual(-1e-9);
      expect(loss.total).toBeCloseTo(loss.labelTerm + loss.teacherTerm, 9);
      expect(divergence(teacher, teacher, chosen.tau)).toBeCloseTo(0, 12);
    }),
  );
});
