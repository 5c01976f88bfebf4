import { type Corruption, STRENGTHS, type TestSetResult } from '../../experiment/testSets';
import { otherTestsText as text } from '../../sentences/testSets';
import type { TestSetExample } from '../../worker/protocol';
import { PixelCanvas } from '../common/PixelCanvas';
import { type Axis, linearAxis } from '../plot/axis';
import { LookPlot } from '../plot/LookPlot';
import type { PlotLine } from '../plot/staticPlot';
import type { Answerer } from './answerers';

const WITH_NONE = [0, ...STRENGTHS];
/** Half a strength beyond both ends, so that each mark stands over its picture. */
const STRENGTH_AXIS: Axis = { scale: 'linear', domain: [-0.5, STRENGTHS.length + 0.5], ticks: WITH_NONE };
const ACCURACY = linearAxis(100);

export interface CorruptionChartProps {
  kind: Corruption;
  results: readonly TestSetResult[];
  examples: readonly TestSetExample[];
  answerers: readonly Answerer[];
}

/** Accuracy over the strength of one corruption, and what it does to a picture. Strength 0 is the test set itself. */
export function CorruptionChart({ kind, results, examples, answerers }: CorruptionChartProps) {
  const at = <T extends { set: TestSetResult['set'] }>(all: readonly T[], strength: number) =>
    all.find(({ set }) => set.kind === (strength === 0 ? 'plain' : kind) && set.strength === strength);
  const marks = answerers.map(
    ({ name, color, dash, share }): PlotLine => ({
      ...{ kind: 'line', name, color, dash },
      points: WITH_NONE.flatMap((strength) => {
        const result = at(results, strength);
        const value = result ? share(result) : null;
        return value === null ? [] : [[strength, 100 * value] as const];
      }),
    }),
  );
  const title = text.chartTitle(kind);
  const spoken = marks.map(({ name, points }) =>
    text.reading(name, points[0]![1].toFixed(1), points.at(-1)![1].toFixed(1)),
  );
  return (
    <LookPlot
      title={title}
      unit={text.chartUnit}
      alt={`${title}. ${spoken.join('; ')}`}
      help={text.help[kind]}
      spec={{ xName: text.chartX, x: STRENGTH_AXIS, y: ACCURACY, formatY: String, marks }}
    >
      <div className="other-tests-strip" role="img" aria-label={text.examples(kind)}>
        {WITH_NONE.map((strength) => {
          const example = at(examples, strength);
          return example && <PixelCanvas key={strength} picture={example.picture} alt="" />;
        })}
      </div>
    </LookPlot>
  );
}
