import { text } from '../../sentences/page';
import { GpuSteps } from './GpuSteps';

/** Stands in the place of the training where there is nothing to train on. */
export function NoWebGpu() {
  return (
    <section className="panel no-webgpu" aria-labelledby="no-webgpu-heading">
      <h2 id="no-webgpu-heading">{text.noWebGpuHeading}</h2>
      <GpuSteps intro={text.noWebGpuIntro} />
      <button type="button" onClick={() => location.reload()}>
        {text.reload}
      </button>
    </section>
  );
}
