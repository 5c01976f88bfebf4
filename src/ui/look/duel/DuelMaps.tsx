import './duel.css';
import { useMemo } from 'react';
import { duelText } from '../../../sentences/duel';
import { mapsText } from '../../../sentences/maps';
import type { Inspection } from '../../../worker/protocol';
import { useSecondToken } from '../../common/secondToken';
import { formatAttention } from '../../maps/format';
import { difference, type LayerAndHead, peak, TOKEN } from '../../maps/heatmap';
import { MapMenu } from '../../maps/MapMenu';
import { type MapStyle, Scale, TokenMap } from '../../maps/TokenMap';
import { TOKEN_DIFFERENCE, VIRIDIS } from '../../theme/colormap';
import { VOICE_CLASS } from '../../theme/colors';
import { prefixMap } from './prefixMap';

export interface DuelMapsProps extends MapStyle {
  inspection: Inspection;
  choice: LayerAndHead;
}

/** The maps of both tokens on one colour scale, and their difference. */
export function DuelMaps({ inspection, choice, ...view }: DuelMapsProps) {
  const { layer, head } = choice;
  const { grid, seen, tokens, subject } = inspection;
  const second = useSecondToken(subject);
  const names = { cls: mapsText.cls, dist: second.token };
  const cls = useMemo(() => prefixMap(inspection, TOKEN.cls, { layer, head }), [inspection, layer, head]);
  const dist = useMemo(
    () => (tokens === 2 ? prefixMap(inspection, TOKEN.dist, { layer, head }) : null),
    [inspection, tokens, layer, head],
  );
  const gap = useMemo(() => dist && difference(cls, dist), [cls, dist]);
  const high = Math.max(peak(cls).size, dist ? peak(dist).size : 0);
  const common = { picture: seen, grid, ...view };
  const place = (patch: number): [row: number, column: number] => [Math.floor(patch / grid) + 1, (patch % grid) + 1];
  const map = (token: 'cls' | 'dist', values: Float32Array) => {
    const most = peak(values);
    return (
      <figure className={VOICE_CLASS[token]}>
        <figcaption>
          <h4 className="voice-text">{names[token]}</h4>
          <MapMenu
            {...common}
            title={duelText.mapTitle(names[token])}
            name={names[token]}
            values={values}
            colors={VIRIDIS}
            range={[0, high]}
            ends={['0', formatAttention(high)]}
          />
        </figcaption>
        <TokenMap
          {...common}
          values={values}
          colors={VIRIDIS}
          range={[0, high]}
          alt={mapsText.mapAlt(names[token], ...place(most.patch), formatAttention(most.size))}
        />
        <Scale colors={VIRIDIS} low="0" high={formatAttention(high)} />
      </figure>
    );
  };
  const most = gap && peak(gap);
  return (
    <div className="duel-maps">
      {map('cls', cls)}
      {dist && map('dist', dist)}
      {gap && most && (
        <figure>
          <figcaption>
            <h4>
              {mapsText.difference} <span className="faint tabular">± {formatAttention(most.size)}</span>
            </h4>
            <MapMenu
              {...common}
              title={duelText.mapTitle(mapsText.difference)}
              name={mapsText.difference}
              values={gap}
              colors={TOKEN_DIFFERENCE}
              range={[-most.size, most.size]}
              ends={[second.short, mapsText.moreCls]}
            />
          </figcaption>
          <TokenMap
            {...common}
            values={gap}
            colors={TOKEN_DIFFERENCE}
            range={[-most.size, most.size]}
            alt={mapsText.differenceAlt(
              gap[most.patch]! < 0 ? names.dist : names.cls,
              ...place(most.patch),
              formatAttention(most.size),
            )}
          />
          <Scale
            colors={TOKEN_DIFFERENCE}
            low={<span className="voice-dist voice-text">{second.short}</span>}
            high={<span className="voice-cls voice-text">{mapsText.moreCls}</span>}
          />
        </figure>
      )}
      {!dist && <p className="note">{mapsText.noDist}</p>}
    </div>
  );
}
