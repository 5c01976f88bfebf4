import './field.css';
import { useId } from 'react';
import { isLive, isValueOf } from '../../../experiment/fields/table';
import type { Field, FieldValue } from '../../../experiment/fields/types';
import { formText } from '../../../sentences/form';
import { useExperiment } from '../../../state/experiment';
import { controller } from '../../../state/runController';
import { ChoiceControl } from './ChoiceControl';
import { DatasetPicker } from './DatasetPicker';
import { NumberControl } from './NumberControl';
import { SliderControl } from './SliderControl';

interface FieldRowProps {
  field: Field;
  /** Called when the field is pointed at or focused. */
  onAttend(field: Field): void;
}

/** One field of the experiment: its name, its control, and its help for screen readers. */
export function FieldRow({ field, onAttend }: FieldRowProps) {
  const id = useId();
  const helpId = useId();
  const value = useExperiment((state) => state.config[field.key]);
  const live = isLive(field.key);
  const unit = field.type === 'number' ? unitOf(field.unit, field.named?.[Number(value)]) : '';
  return (
    // The row itself is not a control. It only tells the help line which field to explain.
    <fieldset
      className="field"
      data-field={field.key}
      onPointerEnter={() => onAttend(field)}
      onFocus={() => onAttend(field)}
    >
      <label htmlFor={id}>{field.label}</label>
      <div className="field-control">
        {live && (
          <span className="live" title={formText.liveTitle}>
            {formText.live}
          </span>
        )}
        {unit && <span className="faint">{unit}</span>}
        <Control field={field} id={id} value={value} describedBy={helpId} />
      </div>
      {live && field.type === 'number' && (
        <SliderControl
          field={field}
          value={Number(value)}
          describedBy={helpId}
          onChange={(moved) => change(field, moved)}
        />
      )}
      <span className="visually-hidden" id={helpId}>
        {field.help} {field.paper && formText.paper(field.paper)}
      </span>
    </fieldset>
  );
}

function Control({
  field,
  id,
  value,
  describedBy,
}: {
  field: Field;
  id: string;
  value: FieldValue;
  describedBy: string;
}) {
  if (field.key === 'dataset') return <DatasetPicker id={id} describedBy={describedBy} />;
  switch (field.type) {
    case 'number':
      return (
        <NumberControl
          id={id}
          field={field}
          value={Number(value)}
          describedBy={describedBy}
          onCommit={(entered) => change(field, entered)}
        />
      );
    case 'toggle':
      return (
        <input
          id={id}
          type="checkbox"
          checked={value === true}
          aria-describedby={describedBy}
          onChange={(event) => change(field, event.target.checked)}
        />
      );
    case 'choice':
      return (
        <ChoiceControl
          id={id}
          field={field}
          value={String(value)}
          describedBy={describedBy}
          onChange={(chosen) => change(field, chosen)}
        />
      );
  }
}

function unitOf(unit: string | undefined, named: string | undefined): string {
  return named === undefined ? (unit ?? '') : `= ${named}`;
}

/** A value that is not of the field's type changes nothing; validation checks its range. */
function change(field: Field, value: string | number | boolean) {
  if (isValueOf(field, value)) controller.change({ [field.key]: value });
}
