import { useId, useMemo, useState } from 'react';
import { runsText } from '../../sentences/runs';
import { useRuns } from '../../state/runs/list';
import { useView } from '../../state/view';
import type { KeptCurves, RunSummary } from '../../worker/protocol';
import { SmoothingControl } from '../curves/SmoothingControl';
import { CrosshairProvider } from '../plot/crosshair';
import { type AccuracyChoice, ComparedAccuracy, ComparedLoss, type Term } from './ComparedCurves';
import { ComparisonTable } from './ComparisonTable';
import { RUN_LETTERS } from './marks';

/** A run in the comparison, with its letter. */
export interface Compared {
  letter: string;
  run: RunSummary;
  curves: KeptCurves;
}

/** The curves of the chosen runs in common charts, and their differences. */
export function Comparison() {
  const headingId = useId();
  const { runs, chosen, curves } = useRuns();
  const { smoothing, logAxis, set } = useView();
  const [term, setTerm] = useState<Term>('total');
  const [accuracyChoice, setAccuracyChoice] = useState<AccuracyChoice>('judged');
  const compared = useMemo(
    () =>
      chosen.flatMap((id, i): Compared[] => {
        const [run, history] = [runs?.find((other) => other.id === id), curves.get(id)];
        return run && history ? [{ letter: RUN_LETTERS[i]!, run, curves: history }] : [];
      }),
    [runs, chosen, curves],
  );
  if (compared.length === 0) return null;
  return (
    <section className="runs-comparison" aria-labelledby={headingId}>
      <div className="panel-head">
        <h2 id={headingId}>{runsText.comparison}</h2>
        <div className="curves-options">
          <Choice<Term> label={runsText.lossChoice} options={runsText.losses} value={term} onChange={setTerm} />
          <Choice<AccuracyChoice>
            label={runsText.accuracyChoice}
            options={runsText.accuracies}
            value={accuracyChoice}
            onChange={setAccuracyChoice}
          />
        </div>
        <SmoothingControl smoothing={smoothing} logAxis={logAxis} onChange={set} />
      </div>
      <CrosshairProvider>
        <div className="runs-curves">
          <ComparedLoss compared={compared} term={term} smoothing={smoothing} logAxis={logAxis} />
          <ComparedAccuracy compared={compared} accuracyChoice={accuracyChoice} />
        </div>
      </CrosshairProvider>
      {compared.length === 1 ? <p className="note">{runsText.chooseMore}</p> : <ComparisonTable compared={compared} />}
    </section>
  );
}

interface ChoiceProps<K extends string> {
  label: string;
  options: Readonly<Record<K, string>>;
  value: K;
  onChange(value: K): void;
}

function Choice<K extends string>({ label, options, value, onChange }: ChoiceProps<K>) {
  const keys = Object.keys(options) as K[];
  return (
    <label>
      {label}
      <select value={value} onChange={({ target }) => onChange(keys.find((key) => key === target.value) ?? value)}>
        {keys.map((key) => (
          <option key={key} value={key}>
            {options[key]}
          </option>
        ))}
      </select>
    </label>
  );
}
