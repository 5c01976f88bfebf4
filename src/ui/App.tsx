import { type ReactNode, useEffect } from 'react';
import { controller } from '../state/runController';
import { useSession } from '../state/session';
import { useView, type View } from '../state/view';
import { BenchmarkView } from './benchmark/BenchmarkView';
import { ExperimentsView } from './experiments/ExperimentsView';
import { LookView } from './look/LookView';
import { RunsView } from './runs/RunsView';
import { Footer } from './shell/Footer';
import { NoWebGpu } from './shell/NoWebGpu';
import { OwnDataDialog } from './shell/OwnDataDialog';
import { Problems } from './shell/Problems';
import { SkipLink } from './shell/SkipLink';
import { TopBar } from './shell/TopBar';
import { useShortcuts } from './shell/useShortcuts';
import { ViewMain } from './shell/ViewMain';
import { TrainView } from './train/TrainView';

/** The Train view has its own columns; every other view has one column. */
const VIEW_ELEMENTS: Record<View, ReactNode> = {
  train: <TrainView />,
  look: (
    <ViewMain>
      <LookView />
    </ViewMain>
  ),
  runs: (
    <ViewMain>
      <RunsView />
    </ViewMain>
  ),
  experiments: (
    <ViewMain>
      <ExperimentsView />
    </ViewMain>
  ),
  benchmark: (
    <ViewMain>
      <BenchmarkView />
    </ViewMain>
  ),
};

/** The other views show kept runs and recorded trials, which need no GPU. */
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
        <ViewMain>
          <NoWebGpu />
        </ViewMain>
      ) : (
        VIEW_ELEMENTS[view]
      )}
      <Footer />
      <OwnDataDialog />
    </>
  );
}
