import { DATASET_IDS, DATASETS } from '../../datasets';
import type { Fields } from '../types';

export const DATA = {
  dataset: {
    key: 'dataset',
    short: 'data',
    group: 'data',
    type: 'choice',
    label: 'Data set',
    help: 'The images and classes that the student learns. Shapes is drawn in your browser, without any download.',
    paper: 'ImageNet-1k',
    default: 'shapes',
    options: DATASET_IDS.map((value) => ({ value, label: DATASETS[value].label })),
  },
  trainImages: {
    key: 'trainImages',
    short: 'n',
    group: 'data',
    type: 'number',
    label: 'Training images',
    help: 'Number of training images, from the first one on. 0 uses all. The fewer there are, the more a teacher helps.',
    paper: '1.28 million',
    default: 0,
    min: 0,
    max: 100_000,
    step: 1,
    integer: true,
    named: { 0: 'all' },
  },
} satisfies Partial<Fields>;
