import './honesty.css';
import { useEffect, useId, useState } from 'react';
import { argmax } from '../../experiment/loss/fusion';
import {
  type DropCurves,
  dropCurves,
  fallingOrder,
  hiddenCounts,
  masksOf,
  randomOrders,
} from '../../experiment/maps/masking';
import { lookText } from '../../sentences/look';
import { formatCount } from '../../sentences/numbers';
import { useLook } from '../../state/look';
import type { MapToken } from '../../state/mapChoice';
import type { ImageLogits, Inspection } from '../../worker/protocol';
import { useSecondToken } from '../common/secondToken';
import { PlotFigure } from '../plot/PlotFigure';
import { dropSpec } from './dropSpec';
import { probabilitiesByOrder, verdict } from './honesty';

export interface HonestyPanelProps {
  inspection: Inspection;
  token: MapToken;
  /** The shown map, [patches]. */
  values: Float32Array;
  mapTitle: string;
  /** Runs the model with hidden patches, one answer per mask; 1 is hidden. Rejects if the model cannot run. */
  onMask(masks: Uint8Array<ArrayBuffer>[]): Promise<ImageLogits>;
}

/** Random orders that the map is compared with. */
const RANDOM_ORDERS = 8;
const SEED = 1;

interface Result {
  curves: DropCurves;
  token: 'cls' | 'dist';
  label: string;
  /** With its step. */
  mapTitle: string;
}

/** Hides the patches that the map ranks highest and asks again: did the head need them? */
export function HonestyPanel({ inspection, token, values, mapTitle, onMask }: HonestyPanelProps) {
  const id = useId();
  const [asking, setAsking] = useState(false);
  const [failed, setFailed] = useState(false);
  const [result, setResult] = useState<Result | null>(null);
  const { picture, box } = useLook();
  // The result belongs to its map and picture. It stays while the student continues to learn: it names its step.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the result was for these
  useEffect(() => setResult(null), [mapTitle, picture, box]);

  const head = token === 'dist' ? 'dist' : 'cls';
  const ask = async () => {
    setAsking(true);
    setFailed(false);
    const patches = inspection.grid ** 2;
    const counts = hiddenCounts(patches);
    const orders = [fallingOrder(values), ...randomOrders(patches, RANDOM_ORDERS, SEED)];
    const answers = await onMask(orders.flatMap((order) => masksOf(order, counts))).catch(() => null);
    setAsking(false);
    const logits = answers && (head === 'dist' ? answers.dist : answers.cls);
    if (!logits) return setFailed(true);
    const label = argmax((head === 'dist' ? inspection.dist : inspection.cls) ?? inspection.cls);
    setResult({
      curves: dropCurves(counts, probabilitiesByOrder(logits, inspection.classes.length, label, counts.length)),
      token: head,
      label: inspection.classes[label] ?? String(label),
      mapTitle: inspection.step === null ? mapTitle : lookText.mapTitleAtStep(mapTitle, formatCount(inspection.step)),
    });
  };

  return (
    <section className="panel honesty" aria-labelledby={id}>
      <div className="panel-head">
        <h2 id={id}>{lookText.honesty}</h2>
        <button type="button" disabled={asking} onClick={() => void ask()}>
          {asking ? lookText.hiding : lookText.hide}
        </button>
      </div>
      <p className="note">{lookText.honestyHint}</p>
      <div className="honesty-result">
        {result && <DropPlot {...result} />}
        <p className="honesty-verdict" aria-live="polite">
          {result && verdict(result.curves)}
          {failed && lookText.maskFailed}
        </p>
        {result && <p className="note">{lookText.honestyLimit}</p>}
      </div>
    </section>
  );
}

function DropPlot({ curves, token, label, mapTitle }: Result) {
  const second = useSecondToken(useLook((state) => state.inspection?.subject ?? state.subject));
  const title = lookText.dropTitle(token === 'cls' ? lookText.classHead : second.head, label);
  return <PlotFigure spec={dropSpec(curves, { token, title, orders: RANDOM_ORDERS })} help={mapTitle} />;
}
