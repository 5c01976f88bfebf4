import './maps.css';
import { useMemo } from 'react';
import { mapsText } from '../../sentences/maps';
import type { AttentionSnapshot } from '../../worker/protocol';
import { useSecondToken } from '../common/secondToken';
import { TOKEN_DIFFERENCE, VIRIDIS } from '../theme/colormap';
import { VOICE_CLASS } from '../theme/colors';
import { evenMark } from './evenMark';
import { formatAttention } from './format';
import { difference, type LayerAndHead, peak, readMap, TOKEN } from './heatmap';
import { MapMenu } from './MapMenu';
import { type MapStyle, Scale, TokenMap } from './TokenMap';

export interface MapRowProps extends MapStyle {
  attention: AttentionSnapshot;
  /** Index into the snapshot's probes. */
  probe: number;
  choice: LayerAndHead;
}

/** The maps of class token and distillation token over one picture, and their difference. */
export function MapRow({ attention, probe, choice, ...view }: MapRowProps) {
  const { layer, head } = choice;
  const cls = useMemo(() => readMap(attention, probe, TOKEN.cls, { layer, head }), [attention, probe, layer, head]);
  const dist = useMemo(
    () => (attention.tokens === 2 ? readMap(attention, probe, TOKEN.dist, { layer, head }) : null),
    [attention, probe, layer, head],
  );
  const gap = useMemo(() => dist && difference(cls, dist), [cls, dist]);
  const { grid, tokens } = attention;
  const { picture } = attention.probes[probe]!;
  const common = { picture, grid, ...view };

  return (
    <div className="map-row">
      <AttentionMap {...common} token="cls" values={cls} tokens={tokens} />
      {dist && <AttentionMap {...common} token="dist" values={dist} tokens={tokens} />}
      {gap && <DifferenceMap {...common} values={gap} />}
      {!dist && <p className="note">{mapsText.noDist}</p>}
    </div>
  );
}

interface OneMapProps extends MapStyle {
  picture: AttentionSnapshot['probes'][number]['picture'];
  grid: number;
  values: Float32Array;
}

function AttentionMap({ token, tokens, ...map }: OneMapProps & { token: 'cls' | 'dist'; tokens: number }) {
  const { values, grid } = map;
  const most = peak(values);
  const uniform = 1 / (grid * grid + tokens);
  const onPatches = values.reduce((sum, value) => sum + value, 0);
  const second = useSecondToken();
  const name = token === 'cls' ? mapsText.cls : second.token;
  return (
    <figure>
      <figcaption className={VOICE_CLASS[token]}>
        <h3 className="voice-text">{name}</h3>
        <span className="faint tabular" title={mapsText.restHelp}>
          {mapsText.rest(`${Math.round(100 * onPatches)} %`)}
        </span>
        <MapMenu
          {...map}
          title={mapsText.mapTitle(name)}
          name={name}
          colors={VIRIDIS}
          range={[0, most.size]}
          ends={['0', formatAttention(most.size)]}
        />
      </figcaption>
      <TokenMap
        {...map}
        colors={VIRIDIS}
        range={[0, most.size]}
        alt={mapsText.mapAlt(name, rowOf(most.patch, grid), columnOf(most.patch, grid), formatAttention(most.size))}
      />
      <Scale colors={VIRIDIS} low="0" high={formatAttention(most.size)} mark={evenMark(uniform, most.size)} />
    </figure>
  );
}

function DifferenceMap(map: OneMapProps) {
  const { values, grid } = map;
  const { patch, size } = peak(values);
  const second = useSecondToken();
  const who = values[patch]! < 0 ? second.token : mapsText.cls;
  return (
    <figure>
      <figcaption>
        <h3>{mapsText.difference}</h3>
        <span className="faint tabular">± {formatAttention(size)}</span>
        <MapMenu
          {...map}
          title={mapsText.mapTitle(mapsText.difference)}
          name={mapsText.difference}
          colors={TOKEN_DIFFERENCE}
          range={[-size, size]}
          ends={[second.short, mapsText.moreCls]}
        />
      </figcaption>
      <TokenMap
        {...map}
        colors={TOKEN_DIFFERENCE}
        range={[-size, size]}
        alt={mapsText.differenceAlt(who, rowOf(patch, grid), columnOf(patch, grid), formatAttention(size))}
      />
      <Scale
        colors={TOKEN_DIFFERENCE}
        low={<span className="voice-dist voice-text">{second.short}</span>}
        high={<span className="voice-cls voice-text">{mapsText.moreCls}</span>}
      />
    </figure>
  );
}

function rowOf(patch: number, grid: number): number {
  return Math.floor(patch / grid) + 1;
}

function columnOf(patch: number, grid: number): number {
  return (patch % grid) + 1;
}
