import { Prose } from '../common/Prose';
import { gpuHelp } from './gpuHelp';

/** What to do in the visitor's browser to get WebGPU. */
export function GpuSteps({ intro }: { intro(browser: string): string }) {
  const { browser, steps } = gpuHelp({
    userAgent: navigator.userAgent,
    secure: window.isSecureContext,
    hasApi: 'gpu' in navigator,
  });
  return (
    <>
      <p>{intro(browser)}</p>
      <ol className="bullets">
        {steps.map((step) => (
          <li key={step}>
            <Prose>{step}</Prose>
          </li>
        ))}
      </ol>
    </>
  );
}
