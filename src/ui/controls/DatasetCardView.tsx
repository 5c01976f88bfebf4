import { useSession } from '../../state/session';
import { useView } from '../../state/view';
import type { DatasetCard } from '../../worker/protocol';
import { formatCount } from '../format';
import { PixelCanvas } from '../pictures/PixelCanvas';
import { text } from '../text';
import { stripOf } from './samples';

/** What the loaded data set is: counts, samples, where it comes from, under which licence. */
export function DatasetCardView() {
  const card = useSession((state) => state.card);
  return (
    <div className="dataset-card">
      {card && <Card card={card} />}
      <button type="button" onClick={() => useView.getState().set({ ownDialog: true })}>
        {text.loadOwn}
      </button>
    </div>
  );
}

function Card({ card }: { card: DatasetCard }) {
  const { about, classes, width, height } = card;
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
          {classes.map((name, label) => {
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
