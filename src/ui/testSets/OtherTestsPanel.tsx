import './otherTests.css';
import { useId, useMemo } from 'react';
import { CORRUPTIONS } from '../../experiment/testSets';
import { formatCount } from '../../sentences/numbers';
import { testSetsText } from '../../sentences/testSets';
import { cancelOtherTests, measureOtherTests, useOtherTests } from '../../state/otherTests';
import { useSession } from '../../state/session';
import { useView } from '../../state/view';
import type { OtherTests } from '../../worker/protocol';
import { ProgressBar } from '../common/ProgressBar';
import { useSecondToken } from '../common/secondToken';
import { answerersOf } from './answerers';
import { CorruptionChart } from './CorruptionChart';
import { TestSetTable } from './TestSetTable';

/** The current student on other test sets: a button and the results. */
export function OtherTestsPanel() {
  const headingId = useId();
  const ready = useSession((state) => state.startup === 'ready' && state.running !== null);
  const drawn = useSession((state) => state.card?.about.id === 'shapes');
  const { latest, progress } = useOtherTests();
  const moved = useSession((state) => latest !== null && state.status.step !== latest.step);
  return (
    <section className="panel other-tests" aria-labelledby={headingId}>
      <div className="panel-head">
        <h2 id={headingId}>{testSetsText.heading}</h2>
      </div>
      <p className="note">{testSetsText.intro(drawn)}</p>
      <div className="other-tests-actions">
        <button
          type="button"
          disabled={!ready || progress !== null}
          title={ready ? undefined : testSetsText.needsRun}
          onClick={() => void measureOtherTests()}
        >
          {latest ? testSetsText.again : testSetsText.measure}
        </button>
        {progress && (
          <button type="button" className="button-quiet" onClick={cancelOtherTests}>
            {testSetsText.cancel}
          </button>
        )}
        <p role="status" className="note">
          {progress ? testSetsText.measuring : latest ? stateOf(latest, moved) : testSetsText.none}
        </p>
        {progress && (
          <>
            <ProgressBar label={testSetsText.measuring} fraction={progress.fraction} />
            <span className="tabular faint">{progress.label}</span>
          </>
        )}
      </div>
      {latest && <Results latest={latest} />}
    </section>
  );
}

function stateOf({ step, results, testCount }: OtherTests, moved: boolean): string {
  const measured = testSetsText.measured(formatCount(step), formatCount(results[0]!.images), formatCount(testCount));
  return moved ? `${measured} ${testSetsText.since}` : measured;
}

function Results({ latest }: { latest: OtherTests }) {
  const { results, examples, testCount } = latest;
  const inference = useView((state) => state.inference);
  const { head } = useSecondToken();
  const answerers = useMemo(() => answerersOf(results, inference, head), [results, inference, head]);
  const { images } = results[0]!;
  return (
    <>
      <TestSetTable results={results} examples={examples} answerers={answerers} />
      {images < testCount && <p className="note">{testSetsText.chance(uncertainty(images).toFixed(1))}</p>}
      <div className="other-tests-charts">
        {CORRUPTIONS.map((kind) => (
          <CorruptionChart key={kind} kind={kind} results={results} examples={examples} answerers={answerers} />
        ))}
      </div>
    </>
  );
}

/** Half the 95 % confidence interval of an accuracy near one half, in percentage points: 1.96 standard deviations. */
function uncertainty(images: number): number {
  return (100 * 1.96 * 0.5) / Math.sqrt(images);
}
