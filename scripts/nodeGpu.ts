import { existsSync } from 'node:fs';
import { constants } from 'node:os';
import { dirname, join } from 'node:path';
import { create, globals } from 'webgpu';

/** Mesa's software driver, the faster of the two. */
const LAVAPIPE = ['/usr/share/vulkan/icd.d/lvp_icd.json', '/usr/share/vulkan/icd.d/lvp_icd.x86_64.json'];

/**
 * Gives Node what a browser has: `navigator.gpu` and the WebGPU globals. Call it before tfjs is imported.
 * `DEIT_GPU=swiftshader|lavapipe` picks a software adapter. Otherwise the system's own driver is used, or a software one if there
 * is none.
 *
 * @throws Error that names what to install if there is no adapter
 */
export async function installNodeGpu(): Promise<void> {
  Object.assign(globalThis, globals);
  waitWithoutSpinning();
  const ownLoader = process.platform !== 'linux' || loads(VULKAN);
  if (!ownLoader) await loadChromiumsVulkan();
  for await (const driver of drivers(ownLoader)) {
    if (driver) process.env.VK_DRIVER_FILES = driver;
    const gpu = create([]);
    if (await gpu.requestAdapter()) {
      Object.defineProperty(globalThis, 'navigator', { value: { gpu, userAgent: 'node' }, configurable: true });
      return;
    }
  }
  throw new Error(
    'No WebGPU adapter: install a Vulkan driver (Debian: mesa-vulkan-drivers, or chromium for SwiftShader).',
  );
}

/**
 * Vulkan manifests in the order in which they are tried; undefined leaves the choice to the loader. A system without a loader has
 * no driver either.
 */
async function* drivers(ownLoader: boolean): AsyncGenerator<string | undefined> {
  const wanted = process.env.DEIT_GPU;
  if (wanted === 'lavapipe') yield* LAVAPIPE.filter(existsSync);
  else if (wanted === 'swiftshader') yield* await swiftShader();
  else {
    if (ownLoader || process.env.VK_DRIVER_FILES) yield process.env.VK_DRIVER_FILES;
    yield* LAVAPIPE.filter(existsSync);
    yield* await swiftShader();
  }
}

/** Searched only when needed, because the search loads Playwright. */
async function swiftShader(): Promise<string[]> {
  const { findSwiftShader } = await import('./browser');
  const driver = findSwiftShader();
  return driver ? [driver] : [];
}

/** `RTLD_NODELETE` of Linux, which Node does not name: the library stays loaded although Node closes it. */
const NO_DELETE = 0x1000;
const VULKAN = 'libvulkan.so.1';

/**
 * Dawn opens `libvulkan.so.1` by its name. A machine without graphics packages has none on the search path, but Chromium ships
 * one next to SwiftShader. A library that the process has already loaded is found by name, whatever folder it came from.
 */
async function loadChromiumsVulkan(): Promise<void> {
  for (const driver of await swiftShader()) loads(join(dirname(driver), VULKAN));
}

/** Loads a library for the whole process. @returns whether it exists */
function loads(library: string): boolean {
  try {
    process.dlopen({ exports: {} }, library, constants.dlopen.RTLD_NOW | constants.dlopen.RTLD_GLOBAL | NO_DELETE);
    return true;
  } catch (error) {
    // Node throws even after loading it, because it is not a Node module.
    return !String(error).includes('cannot open shared object file');
  }
}

/** Milliseconds between two checks whether the GPU has finished. */
const LOOK_EVERY_MS = 1;

/**
 * Dawn checks for finished work in `setImmediate` in a loop, which keeps a core busy. Software adapters compute on the same cores:
 * of two, the wait would take one. Dawn's callbacks, which are native functions, are delayed by a millisecond.
 */
function waitWithoutSpinning(): void {
  const { setImmediate } = globalThis;
  const native = (call: (...args: unknown[]) => void) => /\{\s*\[native code\]\s*\}$/.test(String(call));
  globalThis.setImmediate = Object.assign(
    (call: (...args: unknown[]) => void, ...args: unknown[]) =>
      native(call) ? (setTimeout(call, LOOK_EVERY_MS, ...args) as never) : setImmediate(call, ...args),
    { __promisify__: setImmediate.__promisify__ },
  ) as typeof setImmediate;
}
