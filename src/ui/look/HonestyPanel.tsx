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
import { formatShare } from '../../sentences/numbers';
import { useLook } from '../../state/look';
import type { MapToken } from '../../state/mapChoice';
import type { ImageLogits, Inspection } from '../../worker/protocol';
import { useSecondToken } from '../common/secondToken';
import { linearAxis } from '../plot/axis';
import { formatStep } from '../plot/format';
import { LookPlot } from '../plot/LookPlot';
import { VOICE_COLOR } from '../theme/colors';
import { probabilitiesByOrder, verdict } from './honesty';

export interface HonestyPanelProps {
  inspection: Inspection;
  token: MapToken;
  /** The map that is shown, [patches]. */
  values: Float32Array;
  mapTitle: string;
  /** Asks the model with patches hidden, one answer a mask; 1 is hidden. Fails where it cannot be asked. */
  onMask(masks: Uint8Array<ArrayBuffer>[]): Promise<ImageLogits>;
}

/** Orders by chance that the map is held against. */
const RANDOM_ORDERS = 8;
const SEED = 1;

interface Result {
  curves: DropCurves;
  token: 'cls' | 'dist';
  label: string;
  /** With the step that it was at. */
  mapTitle: string;
}

/** Hides what the map ranks highest, and lets the answers say whether that was what the head needed. */
export function HonestyPanel({ inspection, token, values, mapTitle, onMask }: HonestyPanelProps) {
  const id = useId();
  const [asking, setAsking] = useState(false);
  const [failed, setFailed] = useState(false);
  const [result, setResult] = useState<Result | null>(null);
  const { picture, box } = useLook();
  // Another map or picture, another question; a student that learns on leaves the answer of its step.
  // biome-ignore lint/correctness/useExhaustiveDependencies: what the result was of
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
      mapTitle: inspection.step === null ? mapTitle : lookText.mapTitleAtStep(mapTitle, formatStep(inspection.step)),
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
  const { hidden, ordered, mean, low, high } = curves;
  const middle = Math.floor(hidden.length / 2);
  const patches = hidden.at(-1)!;
  return (
    <LookPlot
      title={lookText.dropTitle(token === 'cls' ? lookText.classHead : second.head, label)}
      unit={lookText.dropUnit}
      help={mapTitle}
      alt={lookText.dropAlt(formatShare(ordered[middle]!), formatShare(mean[middle]!), hidden[middle]!)}
      spec={{
        xName: lookText.hidden,
        x: {
          scale: 'linear',
          domain: [0, patches],
          ticks: [0, 0.25, 0.5, 0.75, 1].map((share) => Math.round(share * patches)),
        },
        y: linearAxis(1),
        formatY: formatShare,
        marks: [
          {
            kind: 'band',
            name: lookText.band(RANDOM_ORDERS),
            color: 'var(--ink-soft)',
            points: hidden.map((x, i) => [x, low[i]!, high[i]!] as const),
          },
          {
            kind: 'line',
            name: lookText.byChance,
            color: 'var(--ink-soft)',
            dash: '6 3',
            points: hidden.map((x, i) => [x, mean[i]!] as const),
          },
          {
            kind: 'line',
            name: lookText.byMap,
            color: VOICE_COLOR[token],
            points: hidden.map((x, i) => [x, ordered[i]!] as const),
          },
        ],
      }}
    />
  );
}
