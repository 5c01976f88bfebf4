import { Prose } from '../layout/Prose';
import { text } from '../text';
import { gpuHelp } from './gpuHelp';

/** Stands in the place of the training where there is nothing to train on. */
export function NoWebGpu() {
  const { browser, steps } = gpuHelp({
    userAgent: navigator.userAgent,
    secure: window.isSecureContext,
    hasApi: 'gpu' in navigator,
  });
  return (
    <section className="panel no-webgpu" aria-labelledby="no-webgpu-heading">
      <h2 id="no-webgpu-heading">{text.noWebGpuHeading}</h2>
      <p>{text.noWebGpuIntro(browser)}</p>
      <ol className="bullets">
        {steps.map((step) => (
          <li key={step}>
            <Prose>{step}</Prose>
          </li>
        ))}
      </ol>
      <button type="button" onClick={() => location.reload()}>
        {text.reload}
      </button>
    </section>
  );
}
