import type { ChoiceField } from '../../state/fieldTypes';

interface ChoiceControlProps {
  id: string;
  field: ChoiceField;
  value: string;
  describedBy: string;
  onChange(value: string): void;
}

/** Labels up to this many characters fit side by side in the form's column. */
const SHORT_LABEL = 8;

/** Options side by side where their names are short, else a list. */
export function ChoiceControl({ id, field, value, describedBy, onChange }: ChoiceControlProps) {
  const options: readonly { value: string; label: string }[] = field.options;
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
