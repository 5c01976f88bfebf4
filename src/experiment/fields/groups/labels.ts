import type { Fields } from '../types';

export const LABELS = {
  labelledImages: {
    key: 'labelledImages',
    short: 'labelled',
    group: 'labels',
    type: 'number',
    label: 'Labelled images',
    help: 'Only this many of the training images have a label. From the others the student learns what the teacher says; without a teacher’s term it learns nothing from them. 0 labels all.',
    paper: 'all',
    default: 0,
    min: 0,
    max: 100_000,
    step: 1,
    integer: true,
    named: { 0: 'all' },
  },
  labelNoise: {
    key: 'labelNoise',
    short: 'noise',
    group: 'labels',
    type: 'number',
    label: 'Wrong labels',
    help: 'Share of the student’s labels that are replaced by random classes before training. With ten classes, one in ten of these is right by chance. Test labels stay true, and the teacher has learned from true labels.',
    paper: '0',
    default: 0,
    min: 0,
    max: 0.8,
    step: 0.05,
    integer: false,
  },
} satisfies Partial<Fields>;
