import { type ReactNode, useState } from 'react';

interface DropZoneProps {
  /** For screen readers: what belongs here. */
  legend: string;
  className?: string;
  onDrop(transfer: DataTransfer): void;
  /** Other ways to bring the same: dropping needs a mouse. */
  children: ReactNode;
}

/** A place that files are dropped on; it shows when they are above it. */
export function DropZone({ legend, className = '', onDrop, children }: DropZoneProps) {
  const [over, setOver] = useState(false);
  return (
    <fieldset
      className={`drop-zone ${className}`}
      data-over={over}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        onDrop(event.dataTransfer);
      }}
    >
      <legend className="visually-hidden">{legend}</legend>
      {children}
    </fieldset>
  );
}
