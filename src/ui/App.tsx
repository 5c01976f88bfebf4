import './shell/layout.css';
import './train/form/controls.css';
import { type ReactNode, useEffect } from 'react';
import { controller } from '../state/runController';
import { useSession } from '../state/session';
import { useView, type View } from '../state/view';
import { BenchmarkView } from './benchmark/BenchmarkView';
import { ExperimentsView } from './experiments/ExperimentsView';
import { LookView } from './look/LookView';
import { RunsView } from './runs/RunsView';
import { About } from './shell/About';
import { Diagnostics } from './shell/Diagnostics';
import { NoWebGpu } from './shell/NoWebGpu';
import { OwnDataDialog } from './shell/OwnDataDialog';
import { Problems } from './shell/Problems';
import { SkipLink } from './shell/SkipLink';
import { TopBar } from './shell/TopBar';
import { useShortcuts } from './shell/useShortcuts';
import { TrainView } from './train/TrainView';

const VIEW_ELEMENTS: Record<View, ReactNode> = {
  train: <TrainView />,
  look: (
    <main id="main" tabIndex={-1} className="view">
      <LookView />
    </main>
  ),
  runs: (
    <main id="main" tabIndex={-1} className="view">
      <RunsView />
    </main>
  ),
  experiments: (
    <main id="main" tabIndex={-1} className="view">
      <ExperimentsView />
    </main>
  ),
  benchmark: (
    <main id="main" tabIndex={-1} className="view">
      <BenchmarkView />
    </main>
  ),
};

/** Kept runs and recorded trials can be read anywhere. */
const NEEDS_GPU: ReadonlySet<View> = new Set(['train', 'look', 'benchmark']);

export function App() {
  useEffect(() => void controller.open(), []);
  useShortcuts();
  const noGpu = useSession(
    (state) => state.backend === null && state.problems.some((problem) => problem.kind === 'no-adapter'),
  );
  const view = useView((state) => state.view);
  return (
    <>
      <SkipLink target="main" />
      <TopBar />
      <Problems />
      {noGpu && NEEDS_GPU.has(view) ? (
        <main id="main" tabIndex={-1} className="view">
          <NoWebGpu />
        </main>
      ) : (
        VIEW_ELEMENTS[view]
      )}
      <footer className="page-foot">
        <About />
        <Diagnostics />
      </footer>
      <OwnDataDialog />
    </>
  );
}
