import type { ChoiceField } from '../../../experiment/fields/types';
import { useExperiment } from '../../../state/experiment';
import { Segmented } from '../../common/Segmented';

interface ChoiceControlProps {
  id: string;
  field: ChoiceField;
  value: string;
  describedBy: string;
  onChange(value: string): void;
}

/** Labels up to this number of characters fit side by side in the form's column. */
const SHORT_LABEL = 8;

/** The possible options of a field: side by side if their labels are short, otherwise as a list. */
export function ChoiceControl({ id, field, value, describedBy, onChange }: ChoiceControlProps) {
  const possible: readonly string[] | undefined = useExperiment(({ config }) => field.possible?.(config));
  const all: readonly { value: string; label: string }[] = field.options;
  const options = possible ? all.filter((option) => possible.includes(option.value)) : all;
  if (options.every((option) => option.label.length <= SHORT_LABEL)) {
    return (
      <div id={id} role="radiogroup" aria-label={field.label} aria-describedby={describedBy}>
        <Segmented options={options} value={value} describedBy={describedBy} onChange={onChange} />
      </div>
    );
  }
  return (
    <select id={id} value={value} aria-describedby={describedBy} onChange={(event) => onChange(event.target.value)}>
      {options.map((option) => (
        <option key={option.value} value={option.value}>
          {option.label}
        </option>
      ))}
    </select>
  );
}
