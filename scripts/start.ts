/** `npm start`: the data, then the page. Where the data cannot be had the page starts all the same; it says how to get them. */
import { spawnSync } from 'node:child_process';
import { createServer } from 'vite';

const data = spawnSync(process.execPath, ['scripts/run.mjs', 'scripts/prepare-data.ts'], { stdio: 'inherit' });
if (data.status !== 0) {
  console.warn(
    '\nMNIST and CIFAR-10 are not all there; Shapes and your own images work without them. Try again: npm run data\n',
  );
}
const server = await createServer();
await server.listen();
server.printUrls();
