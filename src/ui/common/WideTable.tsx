import './wideTable.css';
import { type ReactNode, useCallback, useState } from 'react';

export interface WideTableProps {
  /** Names the table for screen readers. */
  label: string;
  className: string;
  children: ReactNode;
}

/** Holds a table that may be wider than the page. Only then does it scroll, and only then is it a tab stop. */
export function WideTable({ label, className, children }: WideTableProps) {
  const [scrolls, setScrolls] = useState(false);
  const watch = useCallback((element: HTMLDivElement | null) => {
    if (!element) return;
    const observer = new ResizeObserver(() => setScrolls(element.scrollWidth > element.clientWidth));
    observer.observe(element);
    for (const child of element.children) observer.observe(child);
    return () => observer.disconnect();
  }, []);
  const stop = scrolls ? ({ role: 'region', 'aria-label': label, tabIndex: 0 } as const) : {};
  return (
    <div ref={watch} className={`wide-table ${className}`} {...stop}>
      {children}
    </div>
  );
}
