/** The look of the whole page. Import it once, before any component. */
import '@fontsource-variable/inter/wght.css';
import './base.css';
import './controls.css';
import './shared.css';
