import type { ExperimentConfig } from '../../config';
import { shippedTeachers, TEACHER_FAMILIES, TEACHERS } from '../../teachers';
import type { Fields } from '../types';

const isTrainedHere = ({ teacher }: ExperimentConfig) => teacher === 'train';
const families = TEACHER_FAMILIES.map((family) => TEACHERS[family].help);

export const TEACHER = {
  teacher: {
    key: 'teacher',
    short: 'teacher',
    group: 'teacher',
    type: 'choice',
    label: 'Teacher',
    help: 'A trained network that the student learns from: shipped with the page (not for your own images), trained here before the student, or none.',
    paper: 'RegNetY-16GF',
    default: 'pretrained',
    options: [
      { value: 'pretrained', label: 'Pretrained' },
      { value: 'train', label: 'Train here first' },
      { value: 'none', label: 'None' },
    ],
  },
  teacherFamily: {
    key: 'teacherFamily',
    short: 'tf',
    group: 'teacher',
    type: 'choice',
    label: 'Teacher’s kind',
    help: `The network of the teacher: ${families.slice(0, -1).join(', ')}, or ${families.at(-1)}. The paper found convolutional teachers better.`,
    paper: 'RegNetY',
    default: 'resnet',
    options: TEACHER_FAMILIES.map((value) => ({ value, label: TEACHERS[value].label })),
    possible: ({ dataset, teacher }) => (teacher === 'pretrained' ? shippedTeachers(dataset) : TEACHER_FAMILIES),
    shownWhen: ({ dataset, teacher }) =>
      teacher === 'train' || (teacher === 'pretrained' && shippedTeachers(dataset).length > 1),
  },
  teacherWidth: {
    key: 'teacherWidth',
    short: 'tw',
    group: 'teacher',
    type: 'number',
    label: 'Teacher’s width',
    help: 'Channels of the teacher’s first stage; later stages have more. A transformer has four times as many in every block.',
    default: 16,
    min: 8,
    max: 64,
    step: 8,
    integer: true,
    unit: 'channels',
    shownWhen: isTrainedHere,
  },
  teacherEpochs: {
    key: 'teacherEpochs',
    short: 'te',
    group: 'teacher',
    type: 'number',
    label: 'Teacher’s epochs',
    help: 'How long the teacher is trained before the student starts.',
    default: 5,
    min: 1,
    max: 50,
    step: 1,
    integer: true,
    unit: 'epochs',
    shownWhen: isTrainedHere,
  },
} satisfies Partial<Fields>;
