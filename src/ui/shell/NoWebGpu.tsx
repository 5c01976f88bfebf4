import './noWebGpu.css';
import { gpuText } from '../../sentences/gpu';
import { GpuSteps } from './GpuSteps';

/** Shown instead of a view that needs a GPU if the browser has none. */
export function NoWebGpu() {
  return (
    <section className="panel no-webgpu" aria-labelledby="no-webgpu-heading">
      <h2 id="no-webgpu-heading">{gpuText.noGpuHeading}</h2>
      <GpuSteps intro={gpuText.noGpuSteps} />
      <button type="button" onClick={() => location.reload()}>
        {gpuText.reload}
      </button>
    </section>
  );
}
