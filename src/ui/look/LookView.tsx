import './lookView.css';
import { type ReactNode, useDeferredValue, useEffect, useMemo, useState } from 'react';
import { type MapMethodId, mapMethod } from '../../experiment/maps/methods';
import { sequenceLength, type TokenRows } from '../../experiment/maps/record';
import { lookText } from '../../sentences/look';
import { formatCount } from '../../sentences/numbers';
import { answersBehind, look, useLook } from '../../state/look';
import { useMapChoice } from '../../state/mapChoice';
import { useModel } from '../../state/model';
import { useObservation } from '../../state/observation';
import { useSession } from '../../state/session';
import { useView } from '../../state/view';
import type { AttentionSnapshot, DatasetCard, Inspection } from '../../worker/protocol';
import { availableHead, availableLayer } from '../maps/available';
import { peak } from '../maps/heatmap';
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
import { availableToken, gridMaps, mapOf, peakOf } from './tokenMaps';
import { useTokenNames } from './useTokenNames';

/** One picture, and what the tokens of a model see in it. */
export function LookView() {
  const attention = useObservation((state) => state.attention);
  const card = useSession((state) => state.card);
  const { inspection, problem } = useLook();
  useLooking(attention);
  const opened = useModel((state) => state.opened);
  // The inspection may be of a student or model that no longer exists.
  const exists = inspection?.subject === 'model' ? opened : attention;
  const shown = exists ? inspection : null;
  return (
    <div className="look">
      <section className="panel" aria-labelledby="look-heading">
        <div className="panel-head">
          <h2 id="look-heading">{lookText.heading}</h2>
          <SubjectBar />
          <span className="faint tabular">
            {shown && shown.step !== null && lookText.step(formatCount(shown.step))}
          </span>
        </div>
        {attention && card && <PictureChooser attention={attention} card={card} />}
        {shown ? (
          <Maps inspection={shown} />
        ) : (
          <p className="note look-waiting">
            {attention || opened ? (problem?.message ?? lookText.waiting) : lookText.unavailable}
          </p>
        )}
      </section>
      {shown && card && <OtherPanels inspection={shown} card={card} />}
    </div>
  );
}

/** Inspects the picture again as the run proceeds, and the test picture that was chosen in either view. */
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
    // The model or data set may have fewer classes than the one before.
    if (target !== null && target >= classes) look.follow(null);
  }, [index, classes]);
}

function Maps({ inspection }: { inspection: Inspection }) {
  const choice = useMapChoice();
  const names = useTokenNames();
  const view = useView();
  const { layers, heads, grid, tokens, object } = inspection;
  const layer = availableLayer(choice.layer, layers);
  const head = availableHead(choice.head, heads);
  const token = availableToken(choice.token, tokens);
  const { method, fusion, scale } = choice;
  // Rollout of a large model takes longer than a frame. The slider keeps moving in the meantime.
  const discard = useDeferredValue(choice.discard);
  const { read, perHead } = mapMethod(method);

  const settings = useMemo(() => ({ layer, head, fusion, discard }), [layer, head, fusion, discard]);
  const rows = useMemo(() => read(inspection, settings), [inspection, read, settings]);
  const values = useMemo(() => mapOf(rows, token, method), [rows, token, method]);
  const cells = useMemo(() => gridMaps(inspection, token), [inspection, token]);
  const high = useMemo(() => {
    const siblings =
      token === 'difference' ? [] : (['cls', 'dist'] as const).map((other) => mapOf(rows, other, method));
    return peakOf(values, method, { layer, head, scale }, cells, siblings);
  }, [values, token, rows, method, layer, head, scale, cells]);
  const signed = token === 'difference';
  const colors = signed ? TOKEN_DIFFERENCE : VIRIDIS;
  const title = lookText.mapTitle(names[token], lookText.methods[method].title(settings));

  return (
    <>
      <div className="look-maps">
        <div className="look-choice">
          <LookControls inspection={inspection} layer={layer} token={token} />
        </div>
        <LargeMap
          title={title}
          inspection={inspection}
          rows={rows}
          method={method}
          values={values}
          colors={colors}
          range={[signed ? -high : 0, high]}
          opacity={view.overlay}
          smooth={view.smoothMaps}
          outline={choice.outline}
          signed={signed}
          even={perHead && !signed ? 1 / sequenceLength(inspection) : null}
        >
          <MapNumbers rows={rows} method={method} object={object} />
        </LargeMap>
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

interface LargeMapProps extends Omit<MapFigureProps, 'patch' | 'onPatch'> {
  rows: TokenRows;
  method: MapMethodId;
  children: ReactNode;
}

/** The large map and the maps of the patch under the cursor. Moving the cursor redraws nothing else. */
function LargeMap({ rows, method, children, ...map }: LargeMapProps) {
  const { inspection, values, opacity, smooth } = map;
  const [pointed, setPatch] = useState<number | null>(null);
  // Before the user points at a patch, it is the maximum of the map.
  const patch = pointed === null ? peak(values).patch : Math.min(pointed, values.length - 1);
  return (
    <>
      <div className="look-map">
        <MapFigure {...map} patch={patch} onPatch={setPatch} />
        {children}
      </div>
      <div className="look-patch">
        <PatchReading {...{ inspection, rows, method, values, patch, opacity, smooth }} pointed={pointed !== null} />
      </div>
    </>
  );
}

/** The panels below the maps. */
function OtherPanels({ inspection, card }: { inspection: Inspection; card: DatasetCard }) {
  const totalSteps = useSession((state) => state.built?.totalSteps ?? 0);
  const running = useSession((state) => state.running);
  const now = useObservation((state) => state.now);
  const box = useLook((state) => state.box);
  const inference = useView((state) => state.inference);
  const opened = useModel((state) => state.opened);
  const ofStudent = inspection.subject === 'student';
  const layer = availableLayer(
    useMapChoice((state) => state.layer),
    inspection.layers,
  );
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
