import { useId } from 'react';
import { mapsText } from '../../sentences/maps';
import { formatCount } from '../../sentences/numbers';
import { useMoments } from '../../state/moments';
import { useObservation } from '../../state/observation';
import { useSession } from '../../state/session';
import { useView } from '../../state/view';
import type { AttentionSnapshot } from '../../worker/protocol';
import { AnswerTable } from '../answers/AnswerTable';
import { FusionFlips } from '../answers/FusionFlips';
import { InferenceSwitch } from '../answers/InferenceSwitch';
import { availableHead, availableLayer } from '../maps/available';
import { MapControls } from '../maps/MapControls';
import { MapRow } from '../maps/MapRow';
import { ProbeButtons } from '../maps/ProbeButtons';
import { ProbeStrip } from '../maps/ProbeStrip';
import { BackToNow } from '../past/BackToNow';

export interface AttentionPanelProps {
  /** Shows other test images. @param indices into the test split */
  onChooseProbes(indices: number[]): void;
}

const NO_CLASSES: readonly string[] = [];

/** Where both tokens look in a test picture, and what the student answers. */
export function AttentionPanel({ onChooseProbes }: AttentionPanelProps) {
  const headingId = useId();
  const latest = useObservation((state) => state.attention);
  const past = useMoments((state) => state.moment?.attention ?? null);
  const attention = past ?? latest;
  return (
    <section className="panel attention-panel" aria-labelledby={headingId}>
      <div className="panel-head">
        <h2 id={headingId}>{mapsText.heading}</h2>
        {past ? (
          <BackToNow step={past.step} />
        ) : (
          attention && <span className="faint tabular">{mapsText.step(formatCount(attention.step))}</span>
        )}
      </div>
      {attention && attention.probes.length > 0 ? (
        <Attention attention={attention} onChooseProbes={onChooseProbes} />
      ) : (
        <p className="note">{mapsText.empty}</p>
      )}
    </section>
  );
}

function Attention({ attention, onChooseProbes }: AttentionPanelProps & { attention: AttentionSnapshot }) {
  const card = useSession((state) => state.card);
  const view = useView();
  const classes = card?.classes ?? NO_CLASSES;
  const probe = Math.min(view.probe, attention.probes.length - 1);
  const layer = availableLayer(view.layer, attention.layers);
  const head = availableHead(view.head, attention.heads);
  const mapView = { opacity: view.overlay, smooth: view.smoothMaps };
  const shown = attention.probes[probe]!;
  const choose = (indices: number[]) => {
    view.set({ probe: 0 });
    onChooseProbes(indices);
  };

  return (
    <>
      <MapControls
        layers={attention.layers}
        heads={attention.heads}
        layer={view.layer}
        head={head}
        view={mapView}
        onLayer={(chosen) => view.set({ layer: chosen })}
        onHead={(chosen) => view.set({ head: chosen })}
        onView={({ opacity, smooth }) =>
          view.set({
            ...(opacity === undefined ? {} : { overlay: opacity }),
            ...(smooth === undefined ? {} : { smoothMaps: smooth }),
          })
        }
      />
      <MapRow attention={attention} probe={probe} choice={{ layer, head }} {...mapView} />
      <div className="probe-answers">
        <p>
          <span className="note">{mapsText.trueLabel}</span> <strong>{classes[shown.label] ?? shown.label}</strong>
        </p>
        <AnswerTable probe={shown} classes={classes} inference={view.inference} />
        <InferenceSwitch
          inference={view.inference}
          distToken={attention.tokens === 2}
          onChange={(inference) => view.set({ inference })}
        />
        {attention.tokens === 2 && <FusionFlips />}
      </div>
      <ProbeStrip
        attention={attention}
        classes={classes}
        probe={probe}
        choice={{ layer, head }}
        onProbe={(chosen) => view.set({ probe: chosen })}
      />
      {card && <ProbeButtons attention={attention} testCount={card.testCount} onChoose={choose} />}
    </>
  );
}
