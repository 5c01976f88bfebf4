import type { ChoiceField } from '../../experiment/fields/types';
import { useExperiment } from '../../state/experiment';

interface ChoiceControlProps {
  id: string;
  field: ChoiceField;
  value: string;
  describedBy: string;
  onChange(value: string): void;
}

/** Labels up to this many characters fit side by side in the form's column. */
const SHORT_LABEL = 8;

/** Possible options side by side where their names are short, else a list. */
export function ChoiceControl({ id, field, value, describedBy, onChange }: ChoiceControlProps) {
  const possible: readonly string[] | undefined = useExperiment(({ config }) => field.possible?.(config));
  const all: readonly { value: string; label: string }[] = field.options;
  const options = possible ? all.filter((option) => possible.includes(option.value)) : all;
  if (options.every((option) => option.label.length <= SHORT_LABEL)) {
    return (
      <div id={id} className="segmented" role="radiogroup" aria-label={field.label} aria-describedby={describedBy}>
        {options.map((option) => (
          <label key={option.value}>
            <input
              type="radio"
              name={id}
              checked={option.value === value}
              aria-describedby={describedBy}
              onChange={() => onChange(option.value)}
            />
            {option.label}
          </label>
        ))}
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
