import './segmented.css';
import { type ReactNode, useId } from 'react';

export interface SegmentedOption<T extends string> {
  value: T;
  label: ReactNode;
  title?: string;
  className?: string;
  disabled?: boolean;
}

export interface SegmentedProps<T extends string> {
  options: readonly SegmentedOption<T>[];
  value: T;
  /** Id of the element that explains the choice. */
  describedBy?: string;
  onChange(value: T): void;
}

/** A row of radio buttons that looks like one control. The caller names it, with a fieldset or a radio group around it. */
export function Segmented<T extends string>({ options, value, describedBy, onChange }: SegmentedProps<T>) {
  const name = useId();
  return (
    <div className="segmented">
      {options.map((option) => (
        <label key={option.value} className={option.className} title={option.title}>
          <input
            type="radio"
            name={name}
            checked={option.value === value}
            disabled={option.disabled}
            aria-describedby={describedBy}
            onChange={() => onChange(option.value)}
          />
          {option.label}
        </label>
      ))}
    </div>
  );
}
