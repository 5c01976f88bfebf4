import { run } from '../../state/run';
import { AttentionPanel } from '../attention/AttentionPanel';
import { CurvesPanel } from '../charts/CurvesPanel';
import { ExperimentForm } from '../controls/ExperimentForm';
import { FineTune } from '../fineTune/FineTune';
import { FineTuned } from '../fineTune/FineTuned';
import { TakeHome } from '../home/TakeHome';
import { NowPanel } from '../now/NowPanel';
import { OtherTestsPanel } from '../otherTests/OtherTestsPanel';
import { KeepRun } from '../runs/KeepRun';
import { text } from '../text';

/** The experiment, what happens in a step, its curves, other test sets, and where the tokens look. */
export function TrainView() {
  return (
    <div className="columns">
      <aside className="column-experiment" aria-label={text.experiment}>
        <ExperimentForm />
      </aside>
      <main id="main" tabIndex={-1} className="column-main">
        <div className="column-now">
          <NowPanel />
        </div>
        <div className="column-curves">
          <CurvesPanel />
          <FineTuned />
          <div className="run-actions">
            <KeepRun />
            <FineTune />
            <TakeHome />
          </div>
          <OtherTestsPanel />
        </div>
        <div className="column-inside">
          <AttentionPanel onChooseProbes={(indices) => void run.chooseProbes(indices)} />
        </div>
      </main>
    </div>
  );
}
