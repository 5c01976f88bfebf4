import { ProblemError } from '../../experiment/problem';

/** The addresses of a model's files. */
export interface ModelAddress {
  /** Name of the model. */
  name: string;
  /** Addresses of the safetensors file and of the config.json in the same folder, which may not exist. */
  weights: string;
  config: string;
}

const HUB = 'https://huggingface.co';
const HUB_HOSTS = ['huggingface.co', 'www.huggingface.co', 'hf.co'];
const WEIGHTS = 'model.safetensors';

/**
 * Interprets a pasted address: a model's page on the Hugging Face Hub (or `owner/model`), a file there, or a file on this page's
 * server.
 *
 * @param origin origin of this page
 * @throws ProblemError `not-found` with one sentence if the address is none of these
 */
export function modelAddress(text: string, origin: string): ModelAddress {
  const given = text.trim();
  const url = parsed(/^[\w-][\w.-]*\/[\w.-]+$/.test(given) ? `${HUB}/${given}` : given);
  if (!url) throw unknown(`“${given}” is not the address of a model.`);
  if (HUB_HOSTS.includes(url.host)) return onHub(url);
  if (url.origin !== origin) throw unknown(`This page can load models from huggingface.co, but not from ${url.host}.`);
  if (!url.pathname.endsWith('.safetensors')) throw unknown(`${url.pathname} is not a safetensors file.`);
  const file = url.pathname.split('/').at(-1)!;
  return { name: decoded(file), weights: url.href, config: new URL('config.json', url).href };
}

/** `/owner/model`, and `/owner/model/(tree|blob|resolve)/revision/path`. */
function onHub(url: URL): ModelAddress {
  const [owner, model, kind, revision = 'main', ...path] = url.pathname.split('/').filter((part) => part !== '');
  if (!owner || !model || ['datasets', 'spaces', 'models', 'docs'].includes(owner))
    throw unknown(`${url.href} is not the page of a model.`);
  if (kind !== undefined && !['tree', 'blob', 'resolve'].includes(kind))
    throw unknown(`${url.href} is neither a model’s page nor one of its files.`);
  const file = kind === 'tree' || path.length === 0 ? [...path, WEIGHTS] : path;
  const last = file.at(-1)!;
  if (!last.endsWith('.safetensors')) throw unknown(`${decoded(last)} is not a safetensors file.`);
  const folder = [HUB, owner, model, 'resolve', revision, ...file.slice(0, -1)].join('/');
  return {
    name: last === WEIGHTS ? decoded(model) : decoded(last),
    weights: `${folder}/${last}`,
    config: `${folder}/config.json`,
  };
}

function parsed(text: string): URL | null {
  try {
    const url = new URL(text);
    return url.protocol === 'https:' || url.protocol === 'http:' ? url : null;
  } catch {
    return null;
  }
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

function unknown(message: string): ProblemError {
  return new ProblemError('not-found', message, {
    remedy: `Enter a model’s address such as ${HUB}/timm/deit_tiny_distilled_patch16_224.fb_in1k, or download the file and open it here.`,
  });
}
