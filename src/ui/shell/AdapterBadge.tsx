import './adapterBadge.css';
import { gpuText } from '../../sentences/gpu';
import { useSession } from '../../state/session';
import type { Started } from '../../worker/protocol';

/** The backend that trains, and whether it is a real GPU. */
export function AdapterBadge() {
  const backend = useSession((state) => state.backend);
  const { label, title, slow } = backend ? describe(backend) : { label: gpuText.noAdapter, title: '', slow: false };
  return (
    <span className="badge" data-slow={slow} title={title} data-testid="adapter">
      {label}
      <span className="visually-hidden">: {title}</span>
    </span>
  );
}

function describe({ backend, adapter, software }: Started): { label: string; title: string; slow: boolean } {
  switch (backend) {
    case 'webgpu':
      return software
        ? { label: gpuText.software, title: gpuText.softwareTitle(adapter), slow: true }
        : { label: gpuText.webgpu, title: gpuText.webgpuTitle(adapter), slow: false };
    case 'webgl':
      return { label: gpuText.webgl, title: gpuText.webglTitle, slow: true };
    case 'cpu':
      return { label: gpuText.cpu, title: gpuText.cpuTitle(adapter), slow: true };
  }
}
