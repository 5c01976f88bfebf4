import type { StudentFile } from '../../../worker/protocol';

/**
 * Python code that loads a student's file into timm's model and classifies pictures. `VisionTransformerDistilled` is timm's DeiT
 * with both tokens. In evaluation mode it returns the mean of both heads' logits.
 */
export function snippetOf(
  { shape, data, normalisation, classes }: Pick<StudentFile, 'shape' | 'data' | 'normalisation' | 'classes'>,
  fileName: string,
): string {
  const [module, model] = shape.distToken
    ? ['timm.models.deit', 'VisionTransformerDistilled']
    : ['timm.models.vision_transformer', 'VisionTransformer'];
  const { imageSize } = shape;
  const perChannel = (values: readonly number[]) =>
    `torch.tensor([${values.map((value) => rounded(value)).join(', ')}]).view(1, ${data.channels}, 1, 1)`;
  const heads = shape.distToken
    ? ['logits = model(x)  # mean of both heads', 'tokens = model.forward_features(x)']
    : ['logits = model(x)'];
  const apart = ['class_head = model.head(tokens[:, 0])', 'distillation_head = model.head_dist(tokens[:, 1])'];
  return [
    '# pip install torch timm safetensors',
    'import torch',
    'from safetensors.torch import load_file',
    `from ${module} import ${model}`,
    '',
    `model = ${model}(`,
    `    img_size=${imageSize}, patch_size=${shape.patchSize}, in_chans=${data.channels}, num_classes=${data.classes},`,
    `    embed_dim=${shape.dim}, depth=${shape.depth}, num_heads=${shape.heads}, mlp_ratio=${shape.mlpRatio},`,
    ')',
    `model.load_state_dict(load_file(${pythonText(fileName)}))`,
    'model.eval()',
    '',
    `classes = [${classes.map(pythonText).join(', ')}]`,
    `mean = ${perChannel(normalisation.mean)}`,
    `std = ${perChannel(normalisation.std)}`,
    '',
    '',
    '@torch.no_grad()',
    'def answer(pixels):',
    `    """pixels: [N, ${data.channels}, ${imageSize}, ${imageSize}], 0 to 1"""`,
    '    x = (pixels - mean) / std',
    ...[...heads, ...(shape.distToken ? apart : [])].map((line) => `    ${line}`),
    '    return [classes[i] for i in logits.argmax(dim=1)]',
    '',
  ].join('\n');
}

/** Eight significant digits, which a float32 needs. */
function rounded(value: number): string {
  return String(Number(value.toPrecision(8)));
}

/** A Python string literal. Python understands the escapes of JSON. */
function pythonText(text: string): string {
  return JSON.stringify(text);
}
