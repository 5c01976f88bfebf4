import './look.css';
import { useId } from 'react';
import type { HeadFusion } from '../../experiment/maps/rollout';
import { lookText } from '../../sentences/look';
import { look, useLook } from '../../state/look';
import { type MapMethod, type MapScale, type MapToken, useMapChoice } from '../../state/mapChoice';
import { useView } from '../../state/view';
import type { Inspection } from '../../worker/protocol';
import { percent } from './format';
import { useTokenNames } from './useTokenNames';

export interface LookControlsProps {
  inspection: Pick<Inspection, 'layers' | 'heads' | 'tokens' | 'classes' | 'object'>;
  /** Those that are shown, within what this student has. */
  layer: number;
  token: MapToken;
}

const FUSIONS: readonly HeadFusion[] = ['mean', 'max', 'min'];
const METHODS: readonly MapMethod[] = ['raw', 'rollout', 'gradient'];
const SCALES: readonly MapScale[] = ['map', 'layer', 'all'];
/** A class list longer than this is cut in the choice of the target class: a thousand options are no choice. */
const MAX_CLASSES = 1000;

/** Whose map, by which method, and how it is drawn. */
export function LookControls({ inspection, layer, token }: LookControlsProps) {
  const id = useId();
  const choice = useMapChoice();
  const names = useTokenNames();
  const view = useView();
  const target = useLook((state) => state.target);
  const { layers, heads, tokens, classes, object } = inspection;
  const { method, set } = choice;
  const gradient = method === 'gradient';
  return (
    <div className="look-controls">
      <Segmented
        legend={lookText.token}
        options={tokens === 2 ? (['cls', 'dist', 'difference'] as const) : (['cls'] as const)}
        names={names}
        value={token}
        onChoose={(chosen) => set({ token: chosen })}
      />
      <Segmented
        legend={lookText.method}
        options={METHODS}
        names={lookText.methods}
        value={method}
        onChoose={(chosen) => set({ method: chosen })}
      />
      {/* The two fields of the method; they change, their place does not. */}
      <div className="look-fields">
        {method === 'raw' && (
          <label>
            {lookText.layer}
            <select
              value={layer}
              onChange={({ currentTarget: { value } }) =>
                set({ layer: Number(value) === layers - 1 ? null : Number(value) })
              }
            >
              {range(layers).map((i) => (
                <option key={i} value={i}>
                  {i === layers - 1 ? lookText.lastLayer(i + 1) : i + 1}
                </option>
              ))}
            </select>
          </label>
        )}
        {method === 'raw' ? (
          <label>
            {lookText.head}
            <select
              value={typeof choice.head === 'number' ? Math.min(choice.head, heads - 1) : choice.head}
              onChange={({ currentTarget: { value } }) => set({ head: headOf(value) })}
            >
              {FUSIONS.map((fusion) => (
                <option key={fusion} value={fusion}>
                  {lookText.fusions[fusion]}
                </option>
              ))}
              {range(heads).map((i) => (
                <option key={i} value={i}>
                  {i + 1}
                </option>
              ))}
            </select>
          </label>
        ) : (
          <label>
            {lookText.fusion}
            <select
              value={gradient ? 'mean' : choice.fusion}
              disabled={gradient}
              onChange={({ currentTarget: { value } }) => set({ fusion: value as HeadFusion })}
            >
              {FUSIONS.map((fusion) => (
                <option key={fusion} value={fusion}>
                  {lookText.fusions[fusion]}
                </option>
              ))}
            </select>
          </label>
        )}
        {method === 'rollout' && (
          <label>
            {lookText.discard}
            <span className="look-range">
              <input
                type="range"
                min={0}
                max={0.95}
                step={0.05}
                value={choice.discard}
                aria-valuetext={percent(choice.discard)}
                onChange={({ currentTarget }) => set({ discard: currentTarget.valueAsNumber })}
              />
              <output className="tabular">{percent(choice.discard)}</output>
            </span>
          </label>
        )}
        {gradient && (
          <label>
            {lookText.target}
            <select
              value={target ?? ''}
              onChange={({ currentTarget: { value } }) => look.follow(value === '' ? null : Number(value))}
            >
              <option value="">{lookText.ownAnswer}</option>
              {range(Math.min(classes.length, MAX_CLASSES)).map((i) => (
                <option key={i} value={i}>
                  {classes[i]}
                </option>
              ))}
            </select>
          </label>
        )}
      </div>
      <p className="note look-meaning">{lookText.meaning[method]}</p>
      <div className="look-fields">
        <label>
          {lookText.scale}
          <select value={choice.scale} onChange={({ currentTarget: { value } }) => set({ scale: value as MapScale })}>
            {SCALES.map((scale) => (
              <option key={scale} value={scale}>
                {(method === 'raw' ? lookText.scales : lookText.scalesOne)[scale]}
              </option>
            ))}
          </select>
        </label>
        <label htmlFor={`${id}-overlay`}>
          {lookText.overlay}
          <span className="look-range">
            <input
              id={`${id}-overlay`}
              type="range"
              min={0}
              max={1}
              step={0.05}
              value={view.overlay}
              aria-valuetext={percent(view.overlay)}
              onChange={({ currentTarget }) => view.set({ overlay: currentTarget.valueAsNumber })}
            />
            <output className="tabular">{percent(view.overlay)}</output>
          </span>
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

interface SegmentedProps<T extends string> {
  legend: string;
  options: readonly T[];
  names: Record<T, string>;
  value: T;
  onChoose(value: T): void;
}

function Segmented<T extends string>({ legend, options, names, value, onChoose }: SegmentedProps<T>) {
  const name = useId();
  return (
    <fieldset>
      <legend className="faint">{legend}</legend>
      <div className="segmented">
        {options.map((option) => (
          <label key={option}>
            <input type="radio" name={name} checked={option === value} onChange={() => onChoose(option)} />
            {names[option]}
          </label>
        ))}
      </div>
    </fieldset>
  );
}

function headOf(value: string): number | HeadFusion {
  return FUSIONS.find((fusion) => fusion === value) ?? Number(value);
}

function range(count: number): number[] {
  return Array.from({ length: count }, (_, i) => i);
}
