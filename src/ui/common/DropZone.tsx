import './dropZone.css';
import { type ReactNode, useState } from 'react';

interface DropZoneProps {
  /** Says to screen readers what to drop here. */
  legend: string;
  className?: string;
  onDrop(transfer: DataTransfer): void;
  /** Other ways to choose the same files, because dropping needs a mouse. */
  children: ReactNode;
}

/** An area to drop files on. It is highlighted while files are dragged over it. */
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
