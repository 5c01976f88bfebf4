import { useState } from 'react';
import type { NumberField } from '../../../experiment/fields/types';
import { formatSmall } from '../../../experiment/fields/values';

interface NumberControlProps {
  id: string;
  field: NumberField;
  value: number;
  describedBy: string;
  /** Receives the entered value, which may be out of range or NaN. Validation corrects it. */
  onCommit(value: number): void;
}

/** A number field. It commits on Enter, on blur and on the arrows, so half-typed numbers never reach the experiment. */
export function NumberControl({ id, field, value, describedBy, onCommit }: NumberControlProps) {
  const [draft, setDraft] = useState<string | null>(null);
  const commit = (typed: string | null) => {
    setDraft(null);
    if (typed === null || typed.trim() === '') return;
    const entered = Number(typed);
    if (entered !== value) onCommit(entered);
  };
  return (
    <input
      id={id}
      className="number"
      // Logarithmic fields are text fields, because the browser's arrows make no sense for powers of ten.
      {...(field.logarithmic
        ? { type: 'text', inputMode: 'decimal' }
        : { type: 'number', min: field.min, max: field.max, step: field.step })}
      value={draft ?? (field.logarithmic ? formatSmall(value) : String(value))}
      aria-describedby={describedBy}
      onChange={(event) => {
        // Typing sets an input type; the arrows do not.
        const typed = event.nativeEvent instanceof InputEvent && event.nativeEvent.inputType !== '';
        if (typed || field.logarithmic) setDraft(event.target.value);
        else commit(event.target.value);
      }}
      onBlur={() => commit(draft)}
      onKeyDown={(event) => {
        if (event.key === 'Enter') commit(draft);
        if (event.key === 'Escape') setDraft(null);
      }}
    />
  );
}
