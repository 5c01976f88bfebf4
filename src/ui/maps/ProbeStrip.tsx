import './maps.css';
import { memo, useId, useMemo } from 'react';
import { mapsText } from '../../sentences/maps';
import type { AttentionSnapshot } from '../../worker/protocol';
import { PixelCanvas } from '../common/PixelCanvas';
import { VIRIDIS } from '../theme/colormap';
import { type LayerAndHead, paintMap, peak, readMap, TOKEN } from './heatmap';

export interface ProbeStripProps {
  attention: AttentionSnapshot;
  classes: readonly string[];
  /** Index of the chosen probe. */
  probe: number;
  choice: LayerAndHead;
  onProbe(probe: number): void;
}

/** The test pictures to choose from, each with small maps of both tokens. */
export const ProbeStrip = memo(function ProbeStrip({ attention, classes, probe, choice, onProbe }: ProbeStripProps) {
  const name = useId();
  const { layer, head } = choice;
  const { grid } = attention;
  const maps = useMemo(
    () =>
      attention.probes.map((_, i) =>
        [TOKEN.cls, TOKEN.dist].slice(0, attention.tokens).map((token) => {
          const values = readMap(attention, i, token, { layer, head });
          return { token, picture: paintMap(values, grid, VIRIDIS, [0, peak(values).size]) };
        }),
      ),
    [attention, grid, layer, head],
  );
  return (
    <fieldset className="probe-strip">
      <legend className="visually-hidden">{mapsText.probes}</legend>
      {attention.probes.map((view, i) => (
        <label key={view.index} title={classes[view.label]}>
          <input
            type="radio"
            name={name}
            checked={i === probe}
            aria-label={mapsText.probe(i + 1, classes[view.label] ?? String(view.label))}
            onChange={() => onProbe(i)}
          />
          <PixelCanvas picture={view.picture} alt="" />
          <span className="probe-maps">
            {maps[i]!.map(({ token, picture }) => (
              <PixelCanvas key={token} picture={picture} alt="" />
            ))}
          </span>
        </label>
      ))}
    </fieldset>
  );
});
