import './themeToggle.css';
import { useLayoutEffect } from 'react';
import { pageText } from '../../sentences/page';
import { type Theme, useView } from '../../state/view';

const NEXT: Record<Theme, Theme> = { system: 'light', light: 'dark', dark: 'system' };

/** Cycles through the themes: that of the device, light, dark. */
export function ThemeToggle() {
  const theme = useView((state) => state.theme);
  const set = useView((state) => state.set);
  useLayoutEffect(() => {
    const { dataset } = document.documentElement;
    if (theme === 'system') delete dataset.theme;
    else dataset.theme = theme;
  }, [theme]);
  return (
    <button
      type="button"
      className="button-quiet theme-toggle"
      aria-label={pageText.theme[theme]}
      title={pageText.theme[theme]}
      onClick={() => set({ theme: NEXT[theme] })}
    >
      <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" fill="none" stroke="currentColor">
        <circle cx="8" cy="8" r="6.5" strokeWidth="1.2" fill={theme === 'dark' ? 'currentColor' : 'none'} />
        {theme === 'system' && <path d="M8 1.5a6.5 6.5 0 0 1 0 13z" fill="currentColor" stroke="none" />}
      </svg>
    </button>
  );
}
