import { installNodeGpu } from './nodeGpu';

await installNodeGpu();
