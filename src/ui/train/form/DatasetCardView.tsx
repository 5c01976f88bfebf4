import { useState } from 'react';
import { text } from '../../../sentences/page';
import { useSession } from '../../../state/session';
import { useView } from '../../../state/view';
import type { DatasetCard } from '../../../worker/protocol';
import { formatCount } from '../../common/format';
import { PixelCanvas } from '../../common/PixelCanvas';
import { stripOf } from './samples';

/** What the loaded data set is: counts, samples, where it comes from, under which licence. */
export function DatasetCardView() {
  const card = useSession((state) => state.card);
  return (
    <div className="dataset-card">
      {card && <Card key={card.about.name} card={card} />}
      <button type="button" onClick={() => useView.getState().set({ ownDialog: true })}>
        {text.loadOwn}
      </button>
    </div>
  );
}

/** Rows of a list that is not unfolded; a few more than that are not worth folding. */
const FIRST = 12;
const FEW_MORE = 4;

function Card({ card }: { card: DatasetCard }) {
  const { about, classes, width, height } = card;
  const [all, setAll] = useState(classes.length <= FIRST + FEW_MORE);
  const shown = all ? classes : classes.slice(0, FIRST);
  return (
    <>
      <h4>{about.name}</h4>
      <p>{about.summary}</p>
      <p className="note">
        {text.images(formatCount(card.trainCount), formatCount(card.testCount))},{' '}
        {text.imageFormat(width, height, card.channels)}
      </p>
      <table className="samples">
        <caption className="visually-hidden">{text.samples}</caption>
        <thead className="visually-hidden">
          <tr>
            <th scope="col">{text.className}</th>
            <th scope="col">{text.samples}</th>
            <th scope="col">{text.perClass}</th>
          </tr>
        </thead>
        <tbody>
          {shown.map((name, label) => {
            const strip = stripOf(card, label);
            return (
              <tr key={name}>
                <th scope="row">{name}</th>
                <td>{strip && <PixelCanvas picture={strip} alt={text.samplesOf(name)} />}</td>
                <td className="number tabular faint">{formatCount(card.perClass[label] ?? 0)}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
      {!all && (
        <button type="button" className="button-quiet" onClick={() => setAll(true)}>
          {text.allClasses(classes.length)}
        </button>
      )}
      {card.notes.length > 0 && (
        <details>
          <summary className="note">{text.notes}</summary>
          <ul className="note">
            {card.notes.map((note) => (
              <li key={note}>{note}</li>
            ))}
          </ul>
        </details>
      )}
      <dl className="note">
        <dt>{text.provenance}</dt>
        <dd>{about.provenance}</dd>
        <dt>{text.licence}</dt>
        <dd>{about.licence}</dd>
      </dl>
    </>
  );
}
