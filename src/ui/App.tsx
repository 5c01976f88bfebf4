import './layout/layout.css';
import './controls/controls.css';
import { type ReactNode, useEffect } from 'react';
import { run } from '../state/run';
import { useSession } from '../state/session';
import { type Place, useView } from '../state/view';
import { BenchmarkView } from './benchmark/BenchmarkView';
import { Diagnostics } from './controls/Diagnostics';
import { NoWebGpu } from './controls/NoWebGpu';
import { OwnDataDialog } from './controls/OwnDataDialog';
import { Problems } from './controls/Problems';
import { TopBar } from './controls/TopBar';
import { useShortcuts } from './controls/useShortcuts';
import { ExperimentsView } from './experiments/ExperimentsView';
import { About } from './layout/About';
import { SkipLink } from './layout/SkipLink';
import { TrainView } from './layout/TrainView';
import { LookView } from './look/LookView';
import { RunsView } from './runs/RunsView';

const PLACE_VIEWS: Record<Place, ReactNode> = {
  train: <TrainView />,
  look: (
    <main id="main" tabIndex={-1} className="place">
      <LookView />
    </main>
  ),
  runs: (
    <main id="main" tabIndex={-1} className="place">
      <RunsView />
    </main>
  ),
  experiments: (
    <main id="main" tabIndex={-1} className="place">
      <ExperimentsView />
    </main>
  ),
  benchmark: (
    <main id="main" tabIndex={-1} className="place">
      <BenchmarkView />
    </main>
  ),
};

/** Kept runs and recorded trials can be read anywhere. */
const NEEDS_GPU: ReadonlySet<Place> = new Set(['train', 'look', 'benchmark']);

export function App() {
  useEffect(() => void run.open(), []);
  useShortcuts();
  const noGpu = useSession(
    (state) => state.backend === null && state.problems.some((problem) => problem.kind === 'no-adapter'),
  );
  const place = useView((state) => state.place);
  return (
    <>
      <SkipLink target="main" />
      <TopBar />
      <Problems />
      {noGpu && NEEDS_GPU.has(place) ? (
        <main id="main" tabIndex={-1} className="place">
          <NoWebGpu />
        </main>
      ) : (
        PLACE_VIEWS[place]
      )}
      <footer className="page-foot">
        <About />
        <Diagnostics />
      </footer>
      <OwnDataDialog />
    </>
  );
}
