import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DATASET_IDS } from './datasets';
import { DEFAULTS, FIELDS } from './fields/table';
import { validate } from './fields/validate';
import { presetOf, STUDENT_PRESETS, withConsequences } from './presets';
import { anyConfig } from './testing/arbitraryConfig';

test.each(DATASET_IDS)('every student preset is possible on %s', (dataset) => {
  const base = withConsequences(DEFAULTS, { dataset });
  for (const preset of STUDENT_PRESETS) {
    const config = { ...base, ...preset.values(dataset) };
    expect(validate(config)).toEqual({ config, messages: [] });
    expect(presetOf(config)?.id).toBe(preset.id);
  }
});

describe('what goes with a change', () => {
  test('digits are not mirrored, and a shipped teacher is used if there is one', () => {
    const mnist = withConsequences(DEFAULTS, { dataset: 'mnist' });
    expect(mnist).toMatchObject({ imageSize: 28, patchSize: 7, flip: false, teacher: 'pretrained' });
    expect(withConsequences(mnist, { dataset: 'cifar10' })).toMatchObject({
      imageSize: 32,
      patchSize: 8,
      flip: true,
      teacher: 'pretrained',
    });
  });

  test('changing the data set and back restores the experiment', () => {
    for (const dataset of DATASET_IDS)
      expect(withConsequences(withConsequences(DEFAULTS, { dataset }), { dataset: 'shapes' })).toEqual(DEFAULTS);
  });

  test('a kind of teacher that is not shipped is replaced by one that is', () => {
    const trained = withConsequences(DEFAULTS, { dataset: 'mnist', teacher: 'train', teacherFamily: 'efficientnet' });
    expect(trained.teacherFamily).toBe('efficientnet');
    expect(withConsequences(trained, { teacher: 'pretrained' }).teacherFamily).toBe('resnet');
    const shipped = withConsequences(DEFAULTS, { teacherFamily: 'transformer' });
    expect(shipped).toMatchObject({ teacher: 'pretrained', teacherFamily: 'transformer' });
    expect(withConsequences(shipped, { dataset: 'cifar10' }).teacherFamily).toBe('resnet');
  });

  test('the distillation token comes and goes with the teacher’s term', () => {
    const plain = withConsequences(DEFAULTS, { distillation: 'none' });
    expect(plain.distToken).toBe(false);
    expect(withConsequences(plain, { distillation: 'hard' })).toEqual(DEFAULTS);
    const alone = withConsequences(DEFAULTS, { teacher: 'none' });
    expect(alone).toMatchObject({ teacher: 'none', distillation: 'none', distToken: false });
    expect(withConsequences(alone, { distillation: 'hard' })).toEqual(DEFAULTS);
  });

  test('two class tokens need two tokens and no teacher', () => {
    const control = withConsequences({ ...DEFAULTS, distToken: false }, { distillation: 'label' });
    expect(control).toMatchObject({ distToken: true, teacher: 'pretrained' });
    const alone = withConsequences(control, { teacher: 'none' });
    expect(alone).toMatchObject({ distillation: 'label', distToken: true });
    expect(validate(alone).messages).toEqual([]);
    expect(withConsequences(alone, { distToken: false })).toMatchObject({ distillation: 'none', distToken: false });
    expect(withConsequences(alone, { distillation: 'soft' })).toMatchObject({ teacher: 'pretrained', distToken: true });
    expect(validate({ ...alone, distToken: false }).messages).toHaveLength(1);
  });

  test('the changed field itself has the requested value', () => {
    fc.assert(
      fc.property(anyConfig, anyConfig, fc.constantFrom(...FIELDS.map((field) => field.key)), (from, other, key) => {
        expect(withConsequences(from, { [key]: other[key] })[key]).toBe(other[key]);
      }),
    );
  });
});
