import './benchmark.css';
import { useEffect, useId } from 'react';
import { benchmarkText } from '../../sentences/benchmark';
import { LOCALE } from '../../sentences/numbers';
import { type DatedReport, measure, recallBenchmark, useBenchmark } from '../../state/benchmark';
import { useSession } from '../../state/session';
import { download, fileName } from '../plot/download';
import { PeakMeasurements, StepMeasurements } from './Measurements';
import { PredictionTable } from './PredictionTable';
import { Roofline } from './Roofline';

/** Measures this GPU and predicts the speed of students on it. */
export function BenchmarkView() {
  const headingId = useId();
  const adapter = useSession((state) => state.backend?.adapter);
  const ready = useSession((state) => state.startup === 'ready' && state.running !== null);
  const { latest, measuring } = useBenchmark();
  useEffect(() => {
    if (adapter) recallBenchmark();
  }, [adapter]);
  return (
    <section className="panel benchmark" aria-labelledby={headingId}>
      <div className="panel-head">
        <h2 id={headingId}>{benchmarkText.heading}</h2>
      </div>
      <p className="benchmark-intro">{benchmarkText.intro}</p>
      <div className="benchmark-actions">
        <button
          type="button"
          className="button-primary"
          disabled={!ready || measuring}
          title={ready ? undefined : benchmarkText.needsRun}
          onClick={() => void measure()}
        >
          {latest ? benchmarkText.again : benchmarkText.measure}
        </button>
        {latest && (
          <button type="button" onClick={() => save(latest)}>
            {benchmarkText.save}
          </button>
        )}
        <p role="status" className="note">
          {measuring ? benchmarkText.measuring : latest ? stateOf(latest) : benchmarkText.none}
        </p>
      </div>
      {latest && (
        <div className="benchmark-report">
          <div className="benchmark-measured">
            <PeakMeasurements report={latest.report} />
            <StepMeasurements report={latest.report} />
          </div>
          <Roofline report={latest.report} />
          <PredictionTable report={latest.report} />
        </div>
      )}
    </section>
  );
}

function stateOf({ report, date }: DatedReport): string {
  return benchmarkText.measuredOn(report.adapter, new Date(date).toLocaleString(LOCALE, DATE));
}

const DATE: Intl.DateTimeFormatOptions = { dateStyle: 'medium', timeStyle: 'short' };

function save(latest: DatedReport) {
  const blob = new Blob([JSON.stringify(latest, null, 2)], { type: 'application/json' });
  download(blob, fileName(`benchmark ${latest.report.adapter}`, 'json'));
}
