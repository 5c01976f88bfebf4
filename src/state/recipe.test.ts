import { beforeEach, expect, test } from 'vitest';
import { DATASET_IDS } from '../experiment/datasets';
import { DEFAULTS } from '../experiment/fields/table';
import { withConsequences } from '../experiment/presets';
import { switched, useRecipe } from './recipe';

beforeEach(() => useRecipe.setState({ before: null }));

test.each(DATASET_IDS)(
  'on %s, switching back restores the values before it, or the usual ones if unknown',
  (dataset) => {
    const config = withConsequences(DEFAULTS, { dataset });
    const mine = { ...config, mixup: 0.3, learningRate: 2e-3 };
    const recipe = { ...mine, ...switched(mine, true) };
    expect({ ...recipe, ...switched(recipe, false) }).toEqual(mine);
    useRecipe.setState({ before: null });
    const { crop, shiftPixels, cropMinArea, ...rest } = { ...recipe, ...switched(recipe, false) };
    expect({ ...rest, crop, shiftPixels, cropMinArea }).toEqual(config);
  },
);
