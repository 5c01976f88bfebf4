/** Sentences of the experiment's form. The words of each field are in `experiment/fields/table.ts`. */
export const formText = {
  heading: 'Experiment',
  live: 'live',
  liveTitle: 'Can be changed during training',
  paper: (value: string) => `Paper: ${value}`,
  helpHint: 'Point at a field or focus it to read what it means and which value the paper used.',
  defaults: 'Defaults',
  defaultsTitle: 'Back to the default experiment',
  adjusted: 'Adjusted',

  preset: 'Preset',
  custom: 'Custom',
  customHint: 'your own sizes',
  parameters: 'parameters',
  macs: 'multiply–adds per image',
  tokens: 'tokens',
  memory: 'GPU memory, estimated',
  teacherLine: (name: string, source: string, parameters: string, accuracy: string) =>
    `${name}, ${source}: ${parameters} parameters, ${accuracy} of the test images correct.`,

  recipe: 'The paper’s recipe (Table 9)',
  recipeHint:
    'RandAugment 9, mixup .8, CutMix 1, erasing .25, repeated augmentation 3, stochastic depth .1, label smoothing .1, and the paper’s crop, weight decay, warm-up and learning rate for this batch size. Like the paper, it does not clip gradients. It resamples images bilinearly; the paper used bicubic. The average of the weights has its own field. Switching the recipe off restores your earlier values.',
  recipeTooStrong:
    'This recipe was made for 300 epochs of ImageNet. It is far too strong for a tiny student or a short training.',

  pendingHeading: 'Not yet in the run',
  apply: 'Apply',
  applyHint: 'The run starts again from step 0.',
  discard: 'Discard',
  arrow: '→',
  becomes: 'becomes',
  build: 'Try again',
  notBuilt: 'There is no student to train. Change a field, or try again.',
} as const;
