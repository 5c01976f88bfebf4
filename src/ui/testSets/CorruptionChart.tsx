import { useMemo } from 'react';
import type { Corruption, TestSetResult } from '../../experiment/testSets';
import { testSetsText } from '../../sentences/testSets';
import type { TestSetExample } from '../../worker/protocol';
import { PixelCanvas } from '../common/PixelCanvas';
import { PlotFigure } from '../plot/PlotFigure';
import type { TestSetAnswerer } from './answerers';
import { atStrength, corruptionSpec, WITH_NONE } from './corruptionSpec';

export interface CorruptionChartProps {
  kind: Corruption;
  results: readonly TestSetResult[];
  examples: readonly TestSetExample[];
  answerers: readonly TestSetAnswerer[];
}

/** Accuracy over the strength of one corruption, with one picture at every strength. */
export function CorruptionChart({ kind, results, examples, answerers }: CorruptionChartProps) {
  const spec = useMemo(() => corruptionSpec(kind, results, answerers), [kind, results, answerers]);
  return (
    <PlotFigure spec={spec} help={testSetsText.help[kind]}>
      <div className="other-tests-strip" role="img" aria-label={testSetsText.examples(kind)}>
        {WITH_NONE.map((strength) => {
          const example = atStrength(examples, kind, strength);
          return example && <PixelCanvas key={strength} picture={example.picture} alt="" />;
        })}
      </div>
    </PlotFigure>
  );
}
