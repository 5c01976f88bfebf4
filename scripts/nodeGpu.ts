import { existsSync } from 'node:fs';
import { create, globals } from 'webgpu';

/** Vulkan drivers in software, slowest last: used only when the loader finds no driver by itself. */
const SOFTWARE_DRIVERS = [
  '/usr/share/vulkan/icd.d/lvp_icd.json',
  '/usr/share/vulkan/icd.d/lvp_icd.x86_64.json',
  '/usr/lib/chromium/vk_swiftshader_icd.json',
];

/**
 * Gives Node what a browser has: `navigator.gpu` and the WebGPU globals. Call it before tfjs is imported.
 * `DEIT_GPU=swiftshader|lavapipe` picks a software adapter; without it the system's own driver is used, and a software one
 * where there is none.
 *
 * @throws Error when no adapter can be had, naming what to install.
 */
export async function installNodeGpu(): Promise<void> {
  Object.assign(globalThis, globals);
  const wanted = process.env.DEIT_GPU;
  const software = SOFTWARE_DRIVERS.filter(existsSync);
  const picked = wanted
    ? software.find((path) => path.includes(wanted === 'lavapipe' ? 'lvp' : wanted))
    : process.env.VK_DRIVER_FILES;
  for (const driver of picked ? [picked] : [undefined, ...software]) {
    if (driver) process.env.VK_DRIVER_FILES = driver;
    const gpu = create([]);
    if (await gpu.requestAdapter()) {
      Object.defineProperty(globalThis, 'navigator', { value: { gpu, userAgent: 'node' }, configurable: true });
      return;
    }
  }
  throw new Error('No WebGPU adapter: install a Vulkan driver (Debian: mesa-vulkan-drivers, or chromium for SwiftShader).');
}
