import cifar10Clean from '../scenarios/cifar10-clean.json';
import mnistClean from '../scenarios/mnist-clean.json';
import mnistFewLabels from '../scenarios/mnist-few-labels.json';
import mnistNoisyLabels from '../scenarios/mnist-noisy-labels.json';
import mnistNumberOfLabels from '../scenarios/mnist-number-of-labels.json';
import shapesConvnetOrTransformer from '../scenarios/shapes-convnet-or-transformer.json';
import shapesHardCrops from '../scenarios/shapes-hard-crops.json';
import shapesWhichTeacher from '../scenarios/shapes-which-teacher.json';
import { planOf } from './plan';
import type { TrialPlan } from './trials';

/** A question with a plan that answers it. The same files are for `npm run sweep`. */
export interface Scenario {
  id: string;
  /** Why a teacher might help here, and why not. What it comes to is told by the trials alone. */
  question: string;
  plan: TrialPlan;
}

function scenario(id: string, question: string, file: Record<string, unknown>): Scenario {
  return { id, question, plan: planOf(file, `${id}.json`) };
}

export const SCENARIOS: readonly Scenario[] = [
  scenario(
    'shapes-hard-crops',
    'A hard crop often loses the object, and then the label is wrong. The teacher sees the same crop and names what is left of it. Does that help?',
    shapesHardCrops,
  ),
  scenario(
    'mnist-noisy-labels',
    'Two of five labels are drawn at random. The teacher learned from true ones. Does it make up for the wrong ones?',
    mnistNoisyLabels,
  ),
  scenario(
    'mnist-few-labels',
    'One image of twenty has a label; from the others the student learns through the teacher alone. How much is a teacher worth where labels are rare?',
    mnistFewLabels,
  ),
  scenario(
    'mnist-number-of-labels',
    'From one label in a hundred images to all of them: how many labels does a teacher replace, and from where on is it of no use?',
    mnistNumberOfLabels,
  ),
  scenario(
    'shapes-convnet-or-transformer',
    'The paper finds convolutional teachers better than a transformer that is as accurate or more so (Table 2). Here too a ResNet and a DeiT are shipped, and the DeiT knows the test images better. Does it teach better?',
    shapesConvnetOrTransformer,
  ),
  scenario(
    'shapes-which-teacher',
    'The same with four kinds of teacher, each trained here first on the same pictures for as long, whatever it comes to.',
    shapesWhichTeacher,
  ),
  scenario(
    'cifar10-clean',
    'Photographs, all labels right, but only 5,000 of them, where the teacher learned from ten times as many. How much of that can it pass on?',
    cifar10Clean,
  ),
  scenario(
    'mnist-clean',
    'Easy images, and all labels are right. Is there anything left for a teacher to add?',
    mnistClean,
  ),
];
