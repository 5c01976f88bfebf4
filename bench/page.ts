import { runBench } from './run';

declare global {
  interface Window {
    runBench: typeof runBench;
  }
}

window.runBench = runBench;
