import { formatCount } from './numbers';

/** Sentences of the data set: its picker, its card, and the dialog for the user's own images. */
export const datasetText = {
  picker: 'Data set',
  own: 'Own images …',
  counts: (train: number, test: number, width: number, height: number, channels: number) =>
    `${formatCount(train)} training and ${formatCount(test)} test images, ${width}\u00a0×\u00a0${height}\u00a0px, ${channels === 1 ? 'grey' : 'colour'}`,
  className: 'Class',
  allClasses: (count: number) => `Show all ${count} classes`,
  samples: 'Samples of the training images',
  samplesOf: (name: string) => `Samples of the class ${name}`,
  perClass: 'Training images',
  provenance: 'Origin',
  licence: 'Licence',
  notes: 'Notes',
  loadOwn: 'Use your own images …',

  ownHeading: 'Your own images',
  ownIntro: 'Your images stay in this browser; nothing is uploaded. You can use:',
  ownKinds: [
    'a folder or a zip file with one subfolder per class (PNG, JPEG, WebP, GIF, BMP)',
    'IDX files in the format of MNIST: images and labels, with or without gzip',
    'CIFAR-10 binary batches (data_batch_1.bin, test_batch.bin …)',
  ],
  drop: 'Drop files or a folder here',
  chooseFiles: 'Choose files',
  chooseFolder: 'Choose a folder',
  chosen: (count: number) => (count === 1 ? '1 file chosen' : `${formatCount(count)} files chosen`),
  nothingChosen: 'No files chosen yet',
  reading: 'Reading …',
  restart: 'Loading them ends the current run.',
  use: 'Load and use',
  cancel: 'Cancel',
  close: 'Close',
} as const;
