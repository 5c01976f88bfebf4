import { useEffect } from 'react';
import { text } from '../../sentences/page';
import { goTo } from '../../state/address';
import { useView, VIEWS } from '../../state/view';

/** The page's views. Training goes on in all of them. */
export function ViewLinks() {
  const here = useView((state) => state.view);
  useEffect(() => {
    document.title = here === 'train' ? text.title : `${text.views[here]} · ${text.title}`;
  }, [here]);
  return (
    <nav className="view-links" aria-label={text.viewsLabel}>
      {VIEWS.map((view) => (
        <button key={view} type="button" aria-current={view === here ? 'page' : undefined} onClick={() => goTo(view)}>
          {text.views[view]}
        </button>
      ))}
    </nav>
  );
}
