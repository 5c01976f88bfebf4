import { useState } from 'react';
import { trialId } from '../../experiment/trials/trials';
import { trainedOf } from '../../experiment/trials/twins';
import { experimentsText } from '../../sentences/experiments';
import { formatDuration } from '../../sentences/numbers';
import type { ShownTrials } from '../../state/trials/trials';
import { valueName } from '../common/trialNumbers';
import { Agreement } from './Agreement';
import { OtherTestSets } from './OtherTestSets';
import { SweepCurve } from './SweepCurve';
import { TrialPlots } from './TrialPlots';
import { TrialsTable } from './TrialsTable';
import { Verdict } from './Verdict';

/** The results of finished trials. */
export function TrialsReport({ shown: { plan, results, provenance } }: { shown: ShownTrials }) {
  const values = plan.sweep?.values ?? null;
  const [chosen, setChosen] = useState(0);
  const value = values ? (values[Math.min(chosen, values.length - 1)] ?? null) : null;
  const here = results.filter((result) => result.value === value);
  const trained = new Set(trainedOf(plan).map(trialId));
  const ofTraining = results.reduce((sum, result) => sum + (trained.has(trialId(result)) ? result.seconds : 0), 0);
  const minutes = formatDuration(ofTraining);
  return (
    <div className="trials-report">
      {plan.sweep && values && (
        <>
          <SweepCurve plan={plan} results={results} />
          <label className="trials-setting">
            {experimentsText.setting(experimentsText.fields[plan.sweep.field])}
            <select value={chosen} onChange={(event) => setChosen(Number(event.target.value))}>
              {values.map((option, i) => (
                <option key={option} value={i}>
                  {valueName(plan.sweep!.field, option)}
                </option>
              ))}
            </select>
          </label>
        </>
      )}
      {here.length > 0 && (
        <>
          <div className="trials-main">
            <TrialsTable results={here} plan={plan} />
            <Verdict results={here} />
          </div>
          <TrialPlots results={here} strategies={plan.strategies} />
          <OtherTestSets results={here} strategies={plan.strategies} />
          <Agreement results={here} strategies={plan.strategies} />
        </>
      )}
      {provenance && (
        <p className="note trials-origin">
          {experimentsText.origin(
            provenance.dataset.name,
            provenance.adapter,
            provenance.date,
            minutes,
            provenance.commit,
          )}
        </p>
      )}
    </div>
  );
}
