import './look.css';
import { type ReactNode, useDeferredValue, useEffect, useMemo, useState } from 'react';
import { lookText } from '../../sentences/look';
import { answersBehind, look, useLook } from '../../state/look';
import { type MapMethod, useMapChoice } from '../../state/mapChoice';
import { useModel } from '../../state/model';
import { useObservation } from '../../state/observation';
import { useSession } from '../../state/session';
import { useView } from '../../state/view';
import type { AttentionSnapshot, DatasetCard, Inspection } from '../../worker/protocol';
import { peak } from '../maps/heatmap';
import { formatStep } from '../plot/format';
import { TOKEN_DIFFERENCE, VIRIDIS } from '../theme/colormap';
import { DarkKnowledge } from './duel/DarkKnowledge';
import { TokenDuel } from './duel/TokenDuel';
import { Voices } from './duel/Voices';
import { HeadCharts } from './HeadCharts';
import { HonestyPanel } from './HonestyPanel';
import { LookControls } from './LookControls';
import { MapFigure, type MapFigureProps } from './MapFigure';
import { MapGrid } from './MapGrid';
import { MapNumbers } from './MapNumbers';
import { SubjectBar } from './model/SubjectBar';
import { TimeScrub } from './moments/TimeScrub';
import { ObjectCurve } from './ObjectCurve';
import { OwnPicture } from './ownPicture/OwnPicture';
import { PatchReading } from './PatchReading';
import { PictureChooser } from './PictureChooser';
import { availableToken, gridMaps, mapOf, peakOf, type TokenRows, tokenRows, tokensOf } from './tokenRows';
import { useTokenNames } from './useTokenNames';

/** One picture, and what a model's tokens see in it. */
export function LookView() {
  const attention = useObservation((state) => state.attention);
  const card = useSession((state) => state.card);
  const { inspection, problem } = useLook();
  useLooking(attention);
  const opened = useModel((state) => state.opened);
  // What is left of a student or a model that is no longer there is not shown.
  const there = inspection?.subject === 'model' ? opened : attention;
  const seen = there ? inspection : null;
  return (
    <div className="look">
      <section className="panel" aria-labelledby="look-heading">
        <div className="panel-head">
          <h2 id="look-heading">{lookText.heading}</h2>
          <SubjectBar />
          <span className="faint tabular">{seen && seen.step !== null && lookText.step(formatStep(seen.step))}</span>
        </div>
        {attention && card && <PictureChooser attention={attention} card={card} />}
        {seen ? (
          <Maps inspection={seen} />
        ) : (
          <p className="note look-waiting">
            {attention || opened ? (problem?.message ?? lookText.waiting) : lookText.unavailable}
          </p>
        )}
      </section>
      {seen && card && <Beyond inspection={seen} card={card} />}
    </div>
  );
}

/** Looks again as the run moves on, and at the test picture that was chosen in either view. */
function useLooking(attention: AttentionSnapshot | null) {
  const probe = useView((state) => state.probe);
  const opened = useModel((state) => state.opened);
  const ofModel = useLook((state) => state.subject === 'model');
  const ofData = useSession((state) => state.card?.classes.length ?? 0);
  const classes = ofModel && opened ? opened.data.classes : ofData;
  const built = attention !== null || opened !== null;
  const index = attention?.probes[Math.min(probe, attention.probes.length - 1)]?.index;
  useEffect(() => (built ? look.watch() : undefined), [built]);
  useEffect(() => {
    const { picture, target } = useLook.getState();
    if (index !== undefined && picture.from !== 'own' && picture.index !== index)
      look.choosePicture({ from: 'test', index });
    // Of a model or a data set with fewer classes than before.
    if (target !== null && target >= classes) look.follow(null);
  }, [index, classes]);
}

function Maps({ inspection }: { inspection: Inspection }) {
  const choice = useMapChoice();
  const names = useTokenNames();
  const view = useView();
  const { layers, heads, grid, tokens, object } = inspection;
  const layer = Math.min(choice.layer ?? Number.POSITIVE_INFINITY, layers - 1);
  const head = typeof choice.head === 'number' ? Math.min(choice.head, heads - 1) : choice.head;
  const token = availableToken(choice.token, tokens);
  const { method, scale } = choice;
  // Rollout of a large model takes longer than a frame: the slider goes on moving meanwhile.
  const discard = useDeferredValue(choice.discard);
  const fusion = method === 'gradient' ? 'mean' : choice.fusion;

  const reading = useMemo(
    () => tokenRows(inspection, { method, layer, head, fusion, discard: method === 'gradient' ? 0 : discard }),
    [inspection, method, layer, head, fusion, discard],
  );
  const values = useMemo(() => mapOf(reading, token, method), [reading, token, method]);
  const cells = useMemo(() => gridMaps(inspection, token), [inspection, token]);
  const high = useMemo(() => {
    const siblings =
      token === 'difference' ? [] : (['cls', 'dist'] as const).map((other) => mapOf(reading, other, method));
    return peakOf(values, { method, layer, head, scale }, cells, siblings);
  }, [values, token, reading, method, layer, head, scale, cells]);
  const signed = token === 'difference';
  const colors = signed ? TOKEN_DIFFERENCE : VIRIDIS;
  const name = {
    raw: lookText.rawName(layer + 1, typeof head === 'number' ? lookText.headName(head + 1) : lookText.fusions[head]),
    rollout: lookText.rolloutName(lookText.fusions[fusion], Math.round(100 * discard)),
    gradient: lookText.gradientName,
  }[method];
  const title = lookText.mapTitle(names[token], name);

  return (
    <>
      <div className="look-maps">
        <div className="look-choice">
          <LookControls inspection={inspection} layer={layer} token={token} />
        </div>
        <WalkedMap
          title={title}
          inspection={inspection}
          reading={reading}
          method={method}
          values={values}
          colors={colors}
          range={[signed ? -high : 0, high]}
          opacity={view.overlay}
          smooth={view.smoothMaps}
          outline={choice.outline}
          signed={signed}
          even={method === 'raw' && !signed ? 1 / tokensOf(inspection) : null}
        >
          <MapNumbers reading={reading} method={method} object={object} />
        </WalkedMap>
        <div className="look-grid">
          <MapGrid
            token={names[token]}
            maps={cells}
            grid={grid}
            colors={colors}
            scale={scale}
            signed={signed}
            layer={layer}
            head={head}
            onChoose={(row, column) =>
              choice.set({ method: 'raw', layer: row === layers - 1 ? null : row, head: column })
            }
          />
        </div>
      </div>
      <HonestyPanel inspection={inspection} token={token} values={values} mapTitle={title} onMask={answersBehind} />
    </>
  );
}

interface WalkedMapProps extends Omit<MapFigureProps, 'patch' | 'onPatch'> {
  reading: TokenRows;
  method: MapMethod;
  children: ReactNode;
}

/** The big map and the patch that is pointed at: moving over it draws nothing else anew. */
function WalkedMap({ reading, method, children, ...map }: WalkedMapProps) {
  const { inspection, values, opacity, smooth } = map;
  const [pointed, setPatch] = useState<number | null>(null);
  // Until somebody points at one, the patch that the map is largest at.
  const patch = pointed === null ? peak(values).patch : Math.min(pointed, values.length - 1);
  return (
    <>
      <div className="look-map">
        <MapFigure {...map} patch={patch} onPatch={setPatch} />
        {children}
      </div>
      <div className="look-patch">
        <PatchReading {...{ inspection, reading, method, values, patch, opacity, smooth }} pointed={pointed !== null} />
      </div>
    </>
  );
}

/** Pictures from elsewhere, both tokens against each other, what the whole student does, and its past. */
function Beyond({ inspection, card }: { inspection: Inspection; card: DatasetCard }) {
  const totalSteps = useSession((state) => state.built?.totalSteps ?? 0);
  const running = useSession((state) => state.running);
  const now = useObservation((state) => state.now);
  const box = useLook((state) => state.box);
  const inference = useView((state) => state.inference);
  const opened = useModel((state) => state.opened);
  const ofStudent = inspection.subject === 'student';
  const layer = Math.min(useMapChoice((state) => state.layer) ?? Number.POSITIVE_INFINITY, inspection.layers - 1);
  return (
    <>
      <OwnPicture
        card={card}
        channels={inspection.subject === 'model' && opened ? opened.data.channels : card.channels}
        onPicture={(brought) => look.choosePicture({ from: 'own', picture: brought })}
        answers={<Voices inspection={inspection} inference={inference} />}
      />
      <TokenDuel inspection={inspection} box={box} onCrop={(chosen) => look.crop(chosen)} />
      {running && ofStudent && <DarkKnowledge inspection={inspection} setting={running} now={now} />}
      <section className="panel" aria-labelledby="look-charts">
        <div className="panel-head">
          <h2 id="look-charts">{lookText.charts}</h2>
        </div>
        <div className="look-charts">
          <HeadCharts seen={inspection} layer={layer} />
          {ofStudent && (
            <ObjectCurve tokens={inspection.tokens} known={card.about.id === 'shapes'} totalSteps={totalSteps} />
          )}
        </div>
      </section>
      {ofStudent && <TimeScrub />}
    </>
  );
}
