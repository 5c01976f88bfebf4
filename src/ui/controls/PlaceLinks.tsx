import { useEffect } from 'react';
import { goTo } from '../../state/address';
import { PLACES, useView } from '../../state/view';
import { text } from '../text';

/** The page's views. Training goes on in all of them. */
export function PlaceLinks() {
  const here = useView((state) => state.place);
  useEffect(() => {
    document.title = here === 'train' ? text.title : `${text.places[here]} · ${text.title}`;
  }, [here]);
  return (
    <nav className="places" aria-label={text.placesLabel}>
      {PLACES.map((place) => (
        <button
          key={place}
          type="button"
          aria-current={place === here ? 'page' : undefined}
          onClick={() => goTo(place)}
        >
          {text.places[place]}
        </button>
      ))}
    </nav>
  );
}
