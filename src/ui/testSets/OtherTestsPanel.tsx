import './otherTests.css';
import { useId, useMemo } from 'react';
import { CORRUPTIONS } from '../../experiment/testSets';
import { formatCount } from '../../sentences/numbers';
import { otherTestsText as text } from '../../sentences/testSets';
import { cancelOtherTests, measureOtherTests, useOtherTests } from '../../state/otherTests';
import { useSession } from '../../state/session';
import { useView } from '../../state/view';
import type { OtherTests } from '../../worker/protocol';
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
        <h2 id={headingId}>{text.heading}</h2>
      </div>
      <p className="note">{text.intro(drawn)}</p>
      <div className="other-tests-actions">
        <button
          type="button"
          disabled={!ready || progress !== null}
          title={ready ? undefined : text.needsRun}
          onClick={() => void measureOtherTests()}
        >
          {latest ? text.again : text.measure}
        </button>
        {progress && (
          <button type="button" className="button-quiet" onClick={cancelOtherTests}>
            {text.cancel}
          </button>
        )}
        <p role="status" className="note">
          {progress ? text.measuring : latest ? stateOf(latest, moved) : text.none}
        </p>
        {progress && (
          <>
            <progress aria-label={text.measuring} value={progress.fraction} />
            <span className="tabular faint">{progress.label}</span>
          </>
        )}
      </div>
      {latest && <Results latest={latest} />}
    </section>
  );
}

function stateOf({ step, results, testCount }: OtherTests, moved: boolean): string {
  const measured = text.measured(formatCount(step), formatCount(results[0]!.images), formatCount(testCount));
  return moved ? `${measured} ${text.since}` : measured;
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
      {images < testCount && <p className="note">{text.chance(uncertainty(images).toFixed(1))}</p>}
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
