import './footer.css';
import { About } from './About';
import { Diagnostics } from './Diagnostics';

export function Footer() {
  return (
    <footer className="page-foot">
      <About />
      <Diagnostics />
    </footer>
  );
}
