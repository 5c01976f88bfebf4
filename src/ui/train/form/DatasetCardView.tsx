import './datasetCard.css';
import { useState } from 'react';
import { datasetText } from '../../../sentences/dataset';
import { formatCount } from '../../../sentences/numbers';
import { useSession } from '../../../state/session';
import { useView } from '../../../state/view';
import type { DatasetCard } from '../../../worker/protocol';
import { PixelCanvas } from '../../common/PixelCanvas';
import { stripOf } from './samples';

/** The loaded data set: counts, samples, origin and licence. */
export function DatasetCardView() {
  const card = useSession((state) => state.card);
  return (
    <div className="dataset-card">
      {card && <Card key={card.about.name} card={card} />}
      <button type="button" onClick={() => useView.getState().set({ ownDialog: true })}>
        {datasetText.loadOwn}
      </button>
    </div>
  );
}

/** Number of classes shown at first. A list that is only slightly longer is shown whole. */
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
      <p className="note">{datasetText.counts(card.trainCount, card.testCount, width, height, card.channels)}</p>
      <table className="samples">
        <caption className="visually-hidden">{datasetText.samples}</caption>
        <thead className="visually-hidden">
          <tr>
            <th scope="col">{datasetText.className}</th>
            <th scope="col">{datasetText.samples}</th>
            <th scope="col">{datasetText.perClass}</th>
          </tr>
        </thead>
        <tbody>
          {shown.map((name, label) => {
            const strip = stripOf(card, label);
            return (
              <tr key={name}>
                <th scope="row">{name}</th>
                <td>{strip && <PixelCanvas picture={strip} alt={datasetText.samplesOf(name)} />}</td>
                <td className="number tabular faint">{formatCount(card.perClass[label] ?? 0)}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
      {!all && (
        <button type="button" className="button-quiet" onClick={() => setAll(true)}>
          {datasetText.allClasses(classes.length)}
        </button>
      )}
      {card.notes.length > 0 && (
        <details>
          <summary className="note">{datasetText.notes}</summary>
          <ul className="note">
            {card.notes.map((note) => (
              <li key={note}>{note}</li>
            ))}
          </ul>
        </details>
      )}
      <dl className="note">
        <dt>{datasetText.provenance}</dt>
        <dd>{about.provenance}</dd>
        <dt>{datasetText.licence}</dt>
        <dd>{about.licence}</dd>
      </dl>
    </>
  );
}
