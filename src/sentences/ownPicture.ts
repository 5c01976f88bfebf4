/** Sentences about pictures that somebody brings. */
export const ownPictureText = {
  heading: 'Your own picture',
  intro: 'It stays in this browser: nothing is uploaded.',
  sources: 'Where the picture comes from',
  file: 'Choose a picture',
  drop: 'or drop one here, or paste one (Ctrl or ⌘ V)',
  webcam: 'Camera',
  draw: 'Draw',
  close: 'Close',

  reading: 'Reading the picture …',
  shownSquare: 'The middle square is shown to the models. Move the crop on the picture to choose another one.',
  shownWhole: 'All of the picture is shown to the models.',
  grey: 'It is shown in grey, as the data set is.',
  invert: 'Light for dark',
  inverted: 'Inverted: the data set has a dark ground, this picture a light one.',
  invertedLight: 'Inverted: the data set has a light ground, this picture a dark one.',
  invertedByHand: 'Inverted, as you asked.',
  unlike: 'The student knows only the classes of its data set, and names one of them whatever the picture shows.',

  cameraStarting: 'Waiting for the camera …',
  take: 'Take the picture',
  camera: 'What the camera sees',
  cameraRefused: 'The camera was refused: allow it in the browser’s address bar, or choose a file instead.',
  cameraMissing: 'No camera was found: connect one, or choose a file instead.',
  cameraFailed:
    'The camera could not be used, perhaps because another program does: close that, or choose a file instead.',
  cameraUnsafe: 'Browsers give a camera only to pages at https: addresses: choose a file instead.',

  pad: 'Drawing pad: draw with mouse, finger or pen. Without one, choose a file instead.',
  brush: 'Brush',
  colour: 'Colour',
  clear: 'Clear',
  padHint: 'The models answer while you draw.',

  nothingPasted: 'There is no picture in what was pasted: copy a picture, then paste again.',
  nothingDropped: 'There is no picture file in what was dropped: drop a picture file.',
  oneOfMany: (count: number) => `${count} files were given; the first is shown.`,
  unknownName: 'The picture',
} as const;
