import './figure.css';
import { useRef, useState } from 'react';
import { figureText } from '../../sentences/figure';
import { download, fileName, pngOf } from './download';
import { withoutStyleSheet } from './svgDocument';
import { type Table, toCsv } from './table';

export interface FigureMenuProps {
  /** Title of the figure; gives the files their names. */
  title: string;
  /** Makes the figure as an SVG document (`svgDocument`). */
  svg(): string | Promise<string>;
  /** The numbers of the figure. */
  table(): Table;
}

/** Saves a figure as a picture (PNG), a drawing (SVG) or numbers (CSV). Nothing is fetched or sent. */
export function FigureMenu({ title, svg, table }: FigureMenuProps) {
  const menu = useRef<HTMLDetailsElement>(null);
  const [failed, setFailed] = useState(false);
  const save = async (kind: 'png' | 'svg' | 'csv') => {
    const details = menu.current!;
    try {
      setFailed(false);
      if (kind === 'csv') download(new Blob([toCsv(table())], { type: 'text/csv' }), fileName(title, kind));
      else {
        const drawing = withoutStyleSheet(await svg());
        const blob = kind === 'svg' ? new Blob([drawing], { type: 'image/svg+xml' }) : await pngOf(drawing);
        download(blob, fileName(title, kind));
      }
      details.open = false;
      details.querySelector('summary')?.focus();
    } catch {
      setFailed(true);
    }
  };
  return (
    <details
      ref={menu}
      className="figure-menu"
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || !menu.current?.open) return;
        event.stopPropagation();
        menu.current.open = false;
        menu.current.querySelector('summary')?.focus();
      }}
      onBlur={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget)) event.currentTarget.open = false;
      }}
    >
      <summary aria-label={figureText.saveOf(title)} title={figureText.saveOf(title)}>
        {figureText.save}
      </summary>
      <div className="figure-formats">
        {(['png', 'svg', 'csv'] as const).map((kind) => (
          <button key={kind} type="button" className="button-quiet" onClick={() => void save(kind)}>
            {figureText[kind]}
          </button>
        ))}
        <p role="alert" className="note">
          {failed && figureText.failed}
        </p>
      </div>
    </details>
  );
}
