import { text } from '../../sentences/page';
import { useSession } from '../../state/session';
import type { Started } from '../../worker/protocol';

/** What computes: WebGPU, and whether it is a real one. */
export function AdapterBadge() {
  const backend = useSession((state) => state.backend);
  const { label, title, slow } = backend ? describe(backend) : { label: text.noAdapter, title: '', slow: false };
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
        ? { label: text.software, title: text.softwareTitle(adapter), slow: true }
        : { label: text.webgpu, title: text.webgpuTitle(adapter), slow: false };
    case 'webgl':
      return { label: text.webgl, title: text.webglTitle, slow: true };
    case 'cpu':
      return { label: text.cpu, title: text.cpuTitle(adapter), slow: true };
  }
}
