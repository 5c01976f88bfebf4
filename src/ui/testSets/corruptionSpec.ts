import type { TestSetResult } from '../../experiment/testSets';
import { type Corruption, STRENGTHS, type TestSetKind } from '../../experiment/testSets';
import { testSetsText } from '../../sentences/testSets';
import { linearAxis } from '../plot/axis';
import type { PlotSpec } from '../plot/plotSpec';
import type { TestSetAnswerer } from './answerers';

/** Strength 0 is the test set itself. */
export const WITH_NONE = [0, ...STRENGTHS];

/** The result or example of one corruption at one strength. */
export function atStrength<T extends { set: { kind: TestSetKind; strength: number } }>(
  all: readonly T[],
  kind: Corruption,
  strength: number,
): T | undefined {
  return all.find(({ set }) => set.kind === (strength === 0 ? 'plain' : kind) && set.strength === strength);
}

/** Accuracy over the strength of one corruption: one line per answerer. */
export function corruptionSpec(
  kind: Corruption,
  results: readonly TestSetResult[],
  answerers: readonly TestSetAnswerer[],
): PlotSpec {
  const series = answerers.map(({ name, color, dash, share }) => ({
    ...({ kind: 'line', name, color, dash } as const),
    points: WITH_NONE.flatMap((strength) => {
      const result = atStrength(results, kind, strength);
      const value = result ? share(result) : null;
      return value === null ? [] : [[strength, 100 * value] as const];
    }),
  }));
  const title = testSetsText.chartTitle(kind);
  const spoken = series.map(({ name, points }) =>
    testSetsText.reading(name, points[0]![1].toFixed(1), points.at(-1)![1].toFixed(1)),
  );
  return {
    title,
    unit: testSetsText.chartUnit,
    alt: `${title}. ${spoken.join('; ')}`,
    // Half a strength on both sides, so that each tick is over its example picture.
    x: { scale: 'linear', domain: [-0.5, STRENGTHS.length + 0.5], ticks: WITH_NONE, label: testSetsText.chartX },
    y: { ...linearAxis(100), label: title },
    series,
  };
}
