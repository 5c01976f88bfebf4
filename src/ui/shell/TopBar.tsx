import './topBar.css';
import { pageText } from '../../sentences/page';
import { DatasetPicker } from '../train/form/DatasetPicker';
import { AdapterBadge } from './AdapterBadge';
import { RunControls } from './RunControls';
import { RunNumbers } from './RunNumbers';
import { ShareButton } from './ShareButton';
import { StatusLine } from './StatusLine';
import { ThemeToggle } from './ThemeToggle';
import { ViewLinks } from './ViewLinks';

export function TopBar() {
  return (
    <header className="top-bar">
      <div className="top-bar-name">
        <h1>{pageText.title}</h1>
        <ViewLinks />
      </div>
      <DatasetPicker />
      <RunControls />
      <div className="top-bar-progress">
        <RunNumbers />
        <StatusLine />
      </div>
      <div className="top-bar-end">
        <AdapterBadge />
        <ShareButton />
        <ThemeToggle />
      </div>
    </header>
  );
}
