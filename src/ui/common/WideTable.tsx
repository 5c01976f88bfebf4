import './wideTable.css';
import { type ReactNode, useCallback, useState } from 'react';

export interface WideTableProps {
  /** What it is, for who scrolls it without seeing it. */
  label: string;
  className: string;
  children: ReactNode;
}

/** Holds a table that may be wider than its place: then it scrolls, by keyboard too; else it is no stop on the way. */
export function WideTable({ label, className, children }: WideTableProps) {
  const [scrolls, setScrolls] = useState(false);
  const watch = useCallback((place: HTMLDivElement | null) => {
    if (!place) return;
    const observer = new ResizeObserver(() => setScrolls(place.scrollWidth > place.clientWidth));
    observer.observe(place);
    for (const child of place.children) observer.observe(child);
    return () => observer.disconnect();
  }, []);
  const stop = scrolls ? ({ role: 'region', 'aria-label': label, tabIndex: 0 } as const) : {};
  return (
    <div ref={watch} className={`wide-table ${className}`} {...stop}>
      {children}
    </div>
  );
}
