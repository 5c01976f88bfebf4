import '../common/facts.css';
import './diagnostics.css';
import { gpuText } from '../../sentences/gpu';
import { formatBytes, formatCount, NOTHING } from '../../sentences/numbers';
import { controller } from '../../state/runController';
import { useSession } from '../../state/session';
import type { Requests } from '../../worker/protocol';
import { GpuSteps } from './GpuSteps';

type Fault = Requests['fault']['ask']['fault'];

const FAULTS = Object.keys(gpuText.faults) as Fault[];

/** Facts about the backend, and buttons that break it to show how the run recovers. */
export function Diagnostics() {
  const backend = useSession((state) => state.backend);
  const built = useSession((state) => state.built);
  const ready = useSession((state) => state.startup === 'ready');
  return (
    <details className="diagnostics">
      <summary className="note">{gpuText.diagnostics}</summary>
      <dl className="facts">
        <dt>{gpuText.backend}</dt>
        <dd>{backend?.backend ?? NOTHING}</dd>
        <dt>{gpuText.adapter}</dt>
        <dd>{backend?.adapter ?? NOTHING}</dd>
        <dt>{gpuText.largestBuffer}</dt>
        <dd>{backend ? formatBytes(backend.maxBufferBytes) : NOTHING}</dd>
        <dt>{gpuText.stepsPerEpoch}</dt>
        <dd>{built ? formatCount(built.stepsPerEpoch) : NOTHING}</dd>
        <dt>{gpuText.initialWeights}</dt>
        <dd data-testid="initial-weights">{built?.initialWeightsHash ?? NOTHING}</dd>
      </dl>
      {backend?.backend === 'webgl' && <GpuSteps intro={gpuText.webglSteps} />}
      <p className="note">{gpuText.faultIntro}</p>
      <div className="diagnostics-faults">
        {FAULTS.map((fault) => (
          <button key={fault} type="button" disabled={!ready} onClick={() => void controller.fault(fault)}>
            {gpuText.faults[fault]}
          </button>
        ))}
      </div>
    </details>
  );
}
