import './attention.css';
import { useId } from 'react';
import { attentionText } from '../../sentences/maps';
import type { MapChoice } from './heatmap';
import type { MapView } from './TokenMap';

export interface MapControlsProps {
  layers: number;
  heads: number;
  /** Null follows the last layer. */
  layer: number | null;
  head: MapChoice['head'];
  view: MapView;
  onLayer(layer: number | null): void;
  onHead(head: MapChoice['head']): void;
  onView(view: Partial<MapView>): void;
}

/** Which maps are shown, and how they lie over the picture. */
export function MapControls({ layers, heads, layer, head, view, onLayer, onHead, onView }: MapControlsProps) {
  const id = useId();
  return (
    <div className="map-controls">
      <label htmlFor={`${id}-layer`}>{attentionText.layer}</label>
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
        <option value="">{attentionText.lastLayer}</option>
      </select>
      <label htmlFor={`${id}-head`}>{attentionText.head}</label>
      <select
        id={`${id}-head`}
        value={head}
        onChange={({ currentTarget: { value } }) => onHead(value === 'mean' ? 'mean' : Number(value))}
      >
        <option value="mean">{attentionText.meanOfHeads}</option>
        {countTo(heads).map((number) => (
          <option key={number} value={number - 1}>
            {number}
          </option>
        ))}
      </select>
      <label htmlFor={`${id}-overlay`}>{attentionText.overlay}</label>
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
        {attentionText.smooth}
      </label>
    </div>
  );
}

function countTo(last: number): number[] {
  return Array.from({ length: last }, (_, i) => i + 1);
}
