/** Sentences about the user's own pictures. */
export const ownPictureText = {
  heading: 'Your own picture',
  intro: 'It stays in this browser: nothing is uploaded.',
  sources: 'Source of the picture',
  file: 'Choose a picture',
  drop: 'or drop one here, or paste one (Ctrl or ⌘ V)',
  webcam: 'Camera',
  draw: 'Draw',

  reading: 'Reading the picture …',
  shownSquare: 'The models see the middle square. Move the crop on the picture to choose another one.',
  shownWhole: 'The models see the whole picture.',
  grey: 'It is shown in grey, like the data set.',
  invert: 'Invert',
  inverted: 'Inverted: the data set has a dark background, this picture a light one.',
  invertedLight: 'Inverted: the data set has a light background, this picture a dark one.',
  invertedByHand: 'Inverted, as you chose.',
  unlike:
    'The student knows only the classes of its data set. It answers with one of them, whatever the picture shows.',

  cameraStarting: 'Waiting for the camera …',
  take: 'Take the picture',
  camera: 'Camera image',
  cameraRefused: 'Access to the camera was denied. Allow it in the browser’s address bar, or choose a file instead.',
  cameraMissing: 'No camera was found. Connect one, or choose a file instead.',
  cameraFailed:
    'The camera did not start. Another program may be using it: close that program, or choose a file instead.',
  cameraUnsafe: 'Browsers allow the camera only on https pages. Choose a file instead.',

  pad: 'Drawing pad: draw with a mouse, finger or pen. Without one, choose a file instead.',
  brush: 'Brush',
  colour: 'Colour',
  clear: 'Clear',
  padHint: 'The models answer while you draw.',

  nothingPasted: 'The clipboard contains no picture. Copy a picture, then paste again.',
  nothingDropped: 'You dropped no picture file. Drop a picture file.',
  oneOfMany: (count: number) => `You gave ${count} files. The first one is shown.`,
  unknownName: 'The picture',
} as const;
