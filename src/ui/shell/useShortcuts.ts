import { useEffect } from 'react';
import { controller } from '../../state/runController';
import { useSession } from '../../state/session';

const TYPING = 'textarea, select, [contenteditable], input:not([type=checkbox], [type=radio], [type=range])';
/** Elements that already react to the space bar. */
const PRESSABLE = `button, summary, a, input, ${TYPING}`;

/** Space plays and pauses, S makes one step, R resets. The keys do nothing while the user types or a dialog is open. */
export function useShortcuts() {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const { startup, running } = useSession.getState();
      if (startup !== 'ready' || !running || event.repeat || event.ctrlKey || event.metaKey || event.altKey) return;
      const target = event.target instanceof Element ? event.target : document.body;
      if (document.querySelector('dialog[open]')) return;
      if (event.key === ' ') {
        if (target.closest(PRESSABLE)) return;
        // Otherwise the page would scroll.
        event.preventDefault();
        void controller.togglePlay();
      } else if (!target.closest(TYPING)) {
        if (event.key.toLowerCase() === 's') void controller.step();
        if (event.key.toLowerCase() === 'r') void controller.reset();
      }
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, []);
}
