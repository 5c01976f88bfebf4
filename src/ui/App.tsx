import './layout/layout.css';
import './controls/controls.css';
import { useEffect } from 'react';
import { run } from '../state/run';
import { useSession } from '../state/session';
import { AttentionPanel } from './attention/AttentionPanel';
import { CurvesPanel } from './charts/CurvesPanel';
import { Diagnostics } from './controls/Diagnostics';
import { ExperimentForm } from './controls/ExperimentForm';
import { NoWebGpu } from './controls/NoWebGpu';
import { OwnDataDialog } from './controls/OwnDataDialog';
import { Problems } from './controls/Problems';
import { TopBar } from './controls/TopBar';
import { useShortcuts } from './controls/useShortcuts';
import { SkipLink } from './layout/SkipLink';
import { NowPanel } from './now/NowPanel';
import { text } from './text';

export function App() {
  useEffect(() => void run.open(), []);
  useShortcuts();
  const noGpu = useSession(
    (state) => state.backend === null && state.problems.some((problem) => problem.kind === 'no-adapter'),
  );
  return (
    <>
      <SkipLink target="training" />
      <TopBar />
      <Problems />
      <div className="columns">
        <aside className="column-experiment" aria-label={text.experiment}>
          <ExperimentForm />
        </aside>
        <main id="training" tabIndex={-1} className="column-main">
          {noGpu ? (
            <NoWebGpu />
          ) : (
            <>
              <div className="column-now">
                <NowPanel />
              </div>
              <div className="column-curves">
                <CurvesPanel />
              </div>
              <div className="column-inside">
                <AttentionPanel onChooseProbes={(indices) => void run.chooseProbes(indices)} />
              </div>
            </>
          )}
        </main>
      </div>
      <footer className="page-foot">
        <Diagnostics />
      </footer>
      <OwnDataDialog />
    </>
  );
}
