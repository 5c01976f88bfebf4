import './viewMain.css';
import type { ReactNode } from 'react';

/** The main element of a view with one column. */
export function ViewMain({ children }: { children: ReactNode }) {
  return (
    <main id="main" tabIndex={-1} className="view">
      {children}
    </main>
  );
}
