/** Points of accuracy against cost: students, teachers and the paper's models. */

import type { DataShape, ExperimentConfig } from '../../../experiment/config';
import { forwardMacs, parameterCount, type StudentShape } from '../../../experiment/student/shape';
import {
  judgedBy,
  meanDeviation,
  type StrategyId,
  strategyIn,
  type TrialPlan,
  type TrialResult,
  trialsOf,
} from '../../../experiment/trials/trials';
import { judgedIn } from '../../../state/runs/compare';
import type { EvaluationRecord, RunSummary, TeacherInfo } from '../../../worker/protocol';

/** What a model costs, by axis; null if unknown. */
export interface Costs {
  parameters: number | null;
  /** Multiply–accumulates of a forward pass of one image. */
  macs: number | null;
  imagesPerSecond: number | null;
  /** Training time. */
  seconds: number | null;
}
export type CostAxis = keyof Costs;

export interface CostPoint {
  kind: 'trial' | 'run' | 'current' | 'teacher' | 'paper';
  /** Of a trial or a kept run; else null. */
  strategy: StrategyId | null;
  /** Its name, or for a trial the swept value, empty without a sweep. */
  name: string;
  /** Top-1 accuracy in per cent. */
  accuracy: number;
  /** Standard deviation over seeds; null for a single seed. */
  deviation: number | null;
  costs: Costs;
  /** The student, if its speed can be measured in this page. */
  student: { shape: StudentShape; data: DataShape } | null;
}

function costsOf(shape: StudentShape, data: DataShape): Pick<Costs, 'parameters' | 'macs'> {
  return { parameters: parameterCount(shape, data), macs: forwardMacs(shape, data) };
}

/** One point per strategy and swept value: the mean over seeds. */
export function trialPoints(
  plan: TrialPlan,
  results: readonly TrialResult[],
  data: DataShape,
  speedOf: (shape: StudentShape, data: DataShape) => number | null,
): CostPoint[] {
  const [seed] = plan.seeds;
  return trialsOf(plan)
    .filter((trial) => trial.seed === seed)
    .flatMap(({ strategy, value, config }): CostPoint[] => {
      const alike = results.filter((result) => result.strategy === strategy && result.value === value);
      const accuracy = meanDeviation(alike.map((result) => 100 * result.accuracy[judgedBy(strategy)]!));
      if (!accuracy) return [];
      return [
        {
          kind: 'trial',
          strategy,
          name: value === null ? '' : String(value),
          accuracy: accuracy.mean,
          deviation: accuracy.deviation,
          costs: {
            ...costsOf(config, data),
            imagesPerSecond: speedOf(config, data),
            seconds: meanDeviation(alike.map(({ seconds }) => seconds))!.mean,
          },
          student: { shape: config, data },
        },
      ];
    });
}

/** With more kept runs, the names would be unreadable. */
export const MAX_RUNS = 8;

/**
 * The latest kept runs at their last test; runs without a test are left out.
 *
 * @param dataOf shape of a run's data; null if unknown, as for own images of an earlier visit
 */
export function runPoints(
  runs: readonly RunSummary[],
  dataOf: (run: RunSummary) => DataShape | null,
  speedOf: (shape: StudentShape, data: DataShape) => number | null,
): CostPoint[] {
  const points = runs.flatMap((run): CostPoint[] => {
    const { name, config, about, evaluation } = run;
    const accuracy = evaluation?.accuracy[judgedIn(config)];
    if (accuracy == null) return [];
    const data = dataOf(run);
    const size = data ? costsOf(config, data) : { parameters: null, macs: null };
    return [
      {
        ...{ kind: 'run', strategy: strategyIn(config), name, accuracy: 100 * accuracy, deviation: null },
        costs: { ...size, imagesPerSecond: data && speedOf(config, data), seconds: about.seconds },
        student: data && { shape: config, data },
      },
    ];
  });
  return points.slice(0, MAX_RUNS);
}

/** The current run at its last evaluation; null before the first. */
export function currentPoint(
  config: ExperimentConfig,
  data: DataShape,
  evaluation: EvaluationRecord | undefined,
  imagesPerSecond: number | null,
  dataset: string,
): CostPoint | null {
  const accuracy = evaluation?.accuracy[judgedIn(config)];
  if (accuracy == null) return null;
  return {
    ...{ kind: 'current', strategy: null, name: dataset, accuracy: 100 * accuracy, deviation: null },
    costs: { ...costsOf(config, data), imagesPerSecond, seconds: null },
    student: { shape: config, data },
  };
}

/** @param accuracy 0…1, on the same test images as the student if it was measured there */
export function teacherPoint(
  { name, parameters, macs, seconds }: Pick<TeacherInfo, 'name' | 'parameters' | 'macs' | 'seconds'>,
  accuracy: number,
  imagesPerSecond: number | null,
): CostPoint {
  return {
    ...{ kind: 'teacher', strategy: null, name, accuracy: 100 * accuracy, deviation: null },
    costs: { parameters, macs, imagesPerSecond, seconds },
    student: null,
  };
}

const IMAGENET: DataShape = { channels: 3, classes: 1000 };

/** A DeiT without distillation token, as in the paper's Table 5. */
function published(dim: number, imageSize: number): StudentShape {
  return { imageSize, patchSize: 16, dim, heads: dim / 64, depth: 12, mlpRatio: 4, distToken: false };
}

/**
 * Table 5: top-1 accuracy on ImageNet and images per second on a V100. Parameters and multiply–adds of the DeiTs are computed here; for
 * RegNetY-16GF, they are the paper's 84 million (section 5.2) and 16.0 G from timm's model card.
 */
export const PAPER_POINTS: readonly CostPoint[] = [
  paperPoint('DeiT-Ti', 72.2, 2536, costsOf(published(192, 224), IMAGENET)),
  paperPoint('DeiT-S', 79.8, 940, costsOf(published(384, 224), IMAGENET)),
  paperPoint('DeiT-B', 81.8, 292, costsOf(published(768, 224), IMAGENET)),
  paperPoint('DeiT-B ↑384', 83.1, 86, costsOf(published(768, 384), IMAGENET)),
  paperPoint('RegNetY-16GF', 82.9, 335, { parameters: 84e6, macs: 16e9 }),
];

function paperPoint(
  name: string,
  accuracy: number,
  imagesPerSecond: number,
  counted: Pick<Costs, 'parameters' | 'macs'>,
): CostPoint {
  return {
    ...{ kind: 'paper', strategy: null, name, accuracy, deviation: null, student: null },
    costs: { ...counted, imagesPerSecond, seconds: null },
  };
}
