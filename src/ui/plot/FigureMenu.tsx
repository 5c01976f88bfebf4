import './figure.css';
import { useRef, useState } from 'react';
import { figureText } from '../../sentences/figure';
import { download, fileName, pngOf } from './download';
import { type Table, toCsv } from './table';

export interface FigureMenuProps {
  /** Of the figure; the files are named after it. */
  title: string;
  /** The figure as a drawing that needs nothing else, made when it is asked for. */
  svg(figure: HTMLElement): string;
  /** The numbers that are drawn. */
  table(): Table;
}

/** Saves the figure around it as a picture, a drawing, or its numbers. Nothing is fetched or sent. */
export function FigureMenu({ title, svg, table }: FigureMenuProps) {
  const menu = useRef<HTMLDetailsElement>(null);
  const [failed, setFailed] = useState(false);
  const save = async (kind: 'png' | 'svg' | 'csv') => {
    const details = menu.current!;
    try {
      const figure = details.closest<HTMLElement>('figure')!;
      setFailed(false);
      if (kind === 'csv') download(new Blob([toCsv(table())], { type: 'text/csv' }), fileName(title, kind));
      else {
        const drawing = svg(figure);
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
