import { text } from '../../sentences/page';
import { controller } from '../../state/runController';
import { useSession } from '../../state/session';
import type { Requests } from '../../worker/protocol';
import { formatBytes, formatCount } from '../common/format';
import { GpuSteps } from './GpuSteps';

type Fault = Requests['fault']['ask']['fault'];

const FAULTS = Object.keys(text.faults) as Fault[];

/** What the page runs on, and buttons that break it, so that anyone can see the recovery work. */
export function Diagnostics() {
  const backend = useSession((state) => state.backend);
  const built = useSession((state) => state.built);
  const ready = useSession((state) => state.startup === 'ready');
  return (
    <details className="diagnostics">
      <summary className="note">{text.diagnostics}</summary>
      <dl className="facts">
        <dt>{text.backend}</dt>
        <dd>{backend?.backend ?? text.nothing}</dd>
        <dt>{text.adapter}</dt>
        <dd>{backend?.adapter ?? text.nothing}</dd>
        <dt>{text.largestBuffer}</dt>
        <dd>{backend ? formatBytes(backend.maxBufferBytes) : text.nothing}</dd>
        <dt>{text.stepsPerEpoch}</dt>
        <dd>{built ? formatCount(built.stepsPerEpoch) : text.nothing}</dd>
        <dt>{text.initialWeights}</dt>
        <dd data-testid="initial-weights">{built?.initialWeightsHash ?? text.nothing}</dd>
      </dl>
      {backend?.backend === 'webgl' && <GpuSteps intro={text.webglSteps} />}
      <p className="note">{text.faultIntro}</p>
      <div className="faults">
        {FAULTS.map((fault) => (
          <button key={fault} type="button" disabled={!ready} onClick={() => void controller.fault(fault)}>
            {text.faults[fault]}
          </button>
        ))}
      </div>
    </details>
  );
}
