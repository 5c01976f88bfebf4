// Runs a TypeScript entry point in Node with the resolution of the page (Vite's), so that headless runs use the very modules
// that the browser does: node scripts/run.mjs scripts/train-teacher.ts [arguments]
import { createRequire } from 'node:module';
import { createServer, isRunnableDevEnvironment } from 'vite';

// tfjs asks for Node's own modules this way even from its ES modules.
globalThis.require ??= createRequire(import.meta.url);

const [entry, ...args] = process.argv.slice(2);
process.argv = [process.argv[0], entry, ...args];
const server = await createServer({
  configFile: false,
  appType: 'custom',
  logLevel: 'error',
  server: { middlewareMode: true, hmr: false, ws: false, watch: null },
  optimizeDeps: { noDiscovery: true },
  ssr: { noExternal: [/@tensorflow/], resolve: { mainFields: ['module', 'main'] } },
});
const environment = server.environments.ssr;
if (!isRunnableDevEnvironment(environment)) throw new Error('Vite gave no runnable environment.');
try {
  const module = await environment.runner.import(`/${entry}`);
  await module.main?.(args);
} catch (error) {
  console.error(error);
  process.exitCode = 1;
} finally {
  await server.close();
  // Dawn keeps its threads alive.
  process.exit();
}
