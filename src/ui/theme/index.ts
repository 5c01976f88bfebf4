/** The look of the page: import once, in main.tsx. */
import '@fontsource-variable/inter/wght.css';
import './base.css';
