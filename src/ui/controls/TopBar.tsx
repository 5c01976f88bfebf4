import { text } from '../text';
import { AdapterBadge } from './AdapterBadge';
import { DatasetPicker } from './DatasetPicker';
import { PlaceLinks } from './PlaceLinks';
import { RunControls } from './RunControls';
import { RunNumbers } from './RunNumbers';
import { ShareButton } from './ShareButton';
import { StatusLine } from './StatusLine';
import { ThemeToggle } from './ThemeToggle';

export function TopBar() {
  return (
    <header className="top-bar">
      <div className="top-bar-name">
        <h1>{text.title}</h1>
        <PlaceLinks />
      </div>
      <DatasetPicker />
      <RunControls />
      <div className="run-progress">
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
