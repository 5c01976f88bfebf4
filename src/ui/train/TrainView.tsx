import './trainView.css';
import { formText } from '../../sentences/form';
import { controller } from '../../state/runController';
import { KeepRun } from '../common/KeepRun';
import { CurvesPanel } from '../curves/CurvesPanel';
import { OtherTestsPanel } from '../testSets/OtherTestsPanel';
import { AttentionPanel } from './AttentionPanel';
import { DownloadStudent } from './downloadStudent/DownloadStudent';
import { FineTune } from './fineTune/FineTune';
import { FineTuned } from './fineTune/FineTuned';
import { ExperimentForm } from './form/ExperimentForm';
import { StepPanel } from './step/StepPanel';

/** The experiment's form, the current step, the curves, other test sets, and the attention maps. */
export function TrainView() {
  return (
    <div className="columns">
      <aside className="column-experiment" aria-label={formText.heading}>
        <ExperimentForm />
      </aside>
      <main id="main" tabIndex={-1} className="column-main">
        <div className="column-step">
          <StepPanel />
        </div>
        <div className="column-curves">
          <CurvesPanel />
          <FineTuned />
          <div className="run-actions">
            <KeepRun />
            <FineTune />
            <DownloadStudent />
          </div>
          <OtherTestsPanel />
        </div>
        <div className="column-attention">
          <AttentionPanel onChooseProbes={(indices) => void controller.chooseProbes(indices)} />
        </div>
      </main>
    </div>
  );
}
