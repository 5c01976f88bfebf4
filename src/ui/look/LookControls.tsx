import './lookControls.css';
import { type ReactNode, useId } from 'react';
import { MAP_METHOD_IDS, type MapControl, mapMethod } from '../../experiment/maps/methods';
import type { HeadFusion } from '../../experiment/maps/rollout';
import { lookText } from '../../sentences/look';
import { formatShare } from '../../sentences/numbers';
import { look, useLook } from '../../state/look';
import { type MapChoice, type MapScale, type MapToken, useMapChoice } from '../../state/mapChoice';
import { useView } from '../../state/view';
import type { Inspection } from '../../worker/protocol';
import { Segmented } from '../common/Segmented';
import { useTokenNames } from './useTokenNames';

export interface LookControlsProps {
  inspection: Pick<Inspection, 'layers' | 'heads' | 'tokens' | 'classes' | 'object'>;
  /** The layer and token that are shown: the chosen ones, if this model has them. */
  layer: number;
  token: MapToken;
}

const FUSIONS: readonly HeadFusion[] = ['mean', 'max', 'min'];
const SCALES: readonly MapScale[] = ['map', 'layer', 'all'];
/** Classes offered to explain. A longer list would be too slow, and too long to choose from. */
const MAX_CLASSES = 1000;

/** Whose map, by which method, and how it is drawn. */
export function LookControls({ inspection, layer, token }: LookControlsProps) {
  const id = useId();
  const choice = useMapChoice();
  const names = useTokenNames();
  const view = useView();
  const { tokens, object } = inspection;
  const { set } = choice;
  const method = mapMethod(choice.method);
  const available: readonly MapToken[] = tokens === 2 ? ['cls', 'dist', 'difference'] : ['cls'];
  return (
    <div className="look-controls">
      <fieldset>
        <legend className="faint">{lookText.token}</legend>
        <Segmented
          options={available.map((value) => ({ value, label: names[value] }))}
          value={token}
          onChange={(chosen) => set({ token: chosen })}
        />
      </fieldset>
      <fieldset>
        <legend className="faint">{lookText.method}</legend>
        <Segmented
          options={MAP_METHOD_IDS.map((value) => ({ value, label: lookText.methods[value].label }))}
          value={choice.method}
          onChange={(chosen) => set({ method: chosen })}
        />
      </fieldset>
      <div className="look-fields">
        {method.controls.map((control) => (
          <MethodControl key={control} control={control} choice={choice} layer={layer} inspection={inspection} />
        ))}
      </div>
      <p className="note look-meaning">{lookText.methods[choice.method].meaning}</p>
      <div className="look-fields">
        <label>
          {lookText.scale}
          <select value={choice.scale} onChange={({ currentTarget: { value } }) => set({ scale: value as MapScale })}>
            {SCALES.map((scale) => (
              <option key={scale} value={scale}>
                {(method.perHead ? lookText.scales : lookText.scalesOne)[scale]}
              </option>
            ))}
          </select>
        </label>
        <label htmlFor={`${id}-overlay`}>
          {lookText.overlay}
          <ShareSlider
            id={`${id}-overlay`}
            max={1}
            value={view.overlay}
            onChange={(overlay) => view.set({ overlay })}
          />
        </label>
      </div>
      <div className="look-switches">
        <label>
          <input
            type="checkbox"
            checked={view.smoothMaps}
            onChange={({ currentTarget }) => view.set({ smoothMaps: currentTarget.checked })}
          />
          {lookText.smooth}
        </label>
        <label title={object ? undefined : lookText.objectUnknown}>
          <input
            type="checkbox"
            checked={choice.outline && object !== null}
            disabled={object === null}
            onChange={({ currentTarget }) => set({ outline: currentTarget.checked })}
          />
          {lookText.outline}
        </label>
      </div>
    </div>
  );
}

interface MethodControlProps {
  control: MapControl;
  choice: MapChoice;
  layer: number;
  inspection: LookControlsProps['inspection'];
}

/** One control of the chosen method. */
function MethodControl({ control, choice, layer, inspection }: MethodControlProps) {
  const id = useId();
  const target = useLook((state) => state.target);
  const { layers, heads, classes } = inspection;
  const { set } = choice;
  const fusions = FUSIONS.map((fusion) => [fusion, lookText.fusions[fusion]] as const);
  switch (control) {
    case 'layer':
      return (
        <Select
          label={lookText.layer}
          value={layer}
          options={range(layers).map((i) => [i, i === layers - 1 ? lookText.lastLayer(i + 1) : i + 1])}
          onChange={(value) => set({ layer: Number(value) === layers - 1 ? null : Number(value) })}
        />
      );
    case 'head':
      return (
        <Select
          label={lookText.head}
          value={typeof choice.head === 'number' ? Math.min(choice.head, heads - 1) : choice.head}
          options={[...fusions, ...range(heads).map((i) => [i, i + 1] as const)]}
          onChange={(value) => set({ head: FUSIONS.find((fusion) => fusion === value) ?? Number(value) })}
        />
      );
    case 'fusion':
      return (
        <Select
          label={lookText.fusion}
          value={choice.fusion}
          options={fusions}
          onChange={(value) => set({ fusion: value as HeadFusion })}
        />
      );
    case 'discard':
      return (
        <label htmlFor={id}>
          {lookText.discard}
          <ShareSlider id={id} max={0.95} value={choice.discard} onChange={(discard) => set({ discard })} />
        </label>
      );
    case 'target':
      return (
        <Select
          label={lookText.target}
          value={target ?? ''}
          options={[
            ['', lookText.ownAnswer],
            ...range(Math.min(classes.length, MAX_CLASSES)).map((i) => [i, classes[i]] as const),
          ]}
          onChange={(value) => look.follow(value === '' ? null : Number(value))}
        />
      );
  }
}

interface SelectProps {
  label: string;
  value: string | number;
  options: readonly (readonly [value: string | number, label: ReactNode])[];
  onChange(value: string): void;
}

function Select({ label, value, options, onChange }: SelectProps) {
  return (
    <label>
      {label}
      <select value={value} onChange={({ currentTarget }) => onChange(currentTarget.value)}>
        {options.map(([option, name]) => (
          <option key={option} value={option}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
}

interface ShareSliderProps {
  id: string;
  max: number;
  value: number;
  onChange(value: number): void;
}

/** A slider for a share from 0 to `max`, with its value in per cent. */
function ShareSlider({ id, max, value, onChange }: ShareSliderProps) {
  return (
    <span className="look-range">
      <input
        id={id}
        type="range"
        min={0}
        max={max}
        step={0.05}
        value={value}
        aria-valuetext={formatShare(value)}
        onChange={({ currentTarget }) => onChange(currentTarget.valueAsNumber)}
      />
      <output className="tabular">{formatShare(value)}</output>
    </span>
  );
}

function range(count: number): number[] {
  return Array.from({ length: count }, (_, i) => i);
}
