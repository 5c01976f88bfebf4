import './maps.css';
import { useId } from 'react';
import { mapsText } from '../../sentences/maps';
import type { LayerAndHead } from './heatmap';
import type { MapStyle } from './TokenMap';

export interface MapControlsProps {
  layers: number;
  heads: number;
  /** Null follows the last layer. */
  layer: number | null;
  head: LayerAndHead['head'];
  view: MapStyle;
  onLayer(layer: number | null): void;
  onHead(head: LayerAndHead['head']): void;
  onView(view: Partial<MapStyle>): void;
}

/** Chooses the maps and how they cover the picture. */
export function MapControls({ layers, heads, layer, head, view, onLayer, onHead, onView }: MapControlsProps) {
  const id = useId();
  return (
    <div className="map-controls">
      <label htmlFor={`${id}-layer`}>{mapsText.layer}</label>
      <select
        id={`${id}-layer`}
        value={layer === null || layer >= layers - 1 ? '' : layer}
        onChange={({ currentTarget: { value } }) => onLayer(value === '' ? null : Number(value))}
      >
        {countTo(layers - 1).map((number) => (
          <option key={number} value={number - 1}>
            {number}
          </option>
        ))}
        <option value="">{mapsText.lastLayer}</option>
      </select>
      <label htmlFor={`${id}-head`}>{mapsText.head}</label>
      <select
        id={`${id}-head`}
        value={head}
        onChange={({ currentTarget: { value } }) => onHead(value === 'mean' ? 'mean' : Number(value))}
      >
        <option value="mean">{mapsText.meanOfHeads}</option>
        {countTo(heads).map((number) => (
          <option key={number} value={number - 1}>
            {number}
          </option>
        ))}
      </select>
      <label htmlFor={`${id}-overlay`}>{mapsText.overlay}</label>
      <input
        id={`${id}-overlay`}
        type="range"
        min={0}
        max={1}
        step={0.05}
        value={view.opacity}
        aria-valuetext={`${Math.round(100 * view.opacity)} %`}
        onChange={({ currentTarget }) => onView({ opacity: currentTarget.valueAsNumber })}
      />
      <label className="map-smooth">
        <input
          type="checkbox"
          checked={view.smooth}
          onChange={({ currentTarget }) => onView({ smooth: currentTarget.checked })}
        />
        {mapsText.smooth}
      </label>
    </div>
  );
}

function countTo(last: number): number[] {
  return Array.from({ length: last }, (_, i) => i + 1);
}
