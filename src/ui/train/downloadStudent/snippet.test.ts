import { expect, test } from 'vitest';
import { snippetOf } from './snippet';

const file = {
  shape: { imageSize: 28, patchSize: 7, dim: 32, depth: 2, heads: 4, mlpRatio: 3, distToken: true },
  data: { channels: 1, classes: 2 },
  normalisation: { mean: [0.1307], std: [0.30810001492500305] },
  classes: ['a "b"\\', 'Käfer'],
};

test('with both tokens, it uses timm’s distilled model of this shape and shows each head', () => {
  const snippet = snippetOf(file, 'student-step-7.safetensors');
  expect(snippet).toContain('from timm.models.deit import VisionTransformerDistilled\n');
  expect(snippet).toContain('img_size=28, patch_size=7, in_chans=1, num_classes=2,');
  expect(snippet).toContain('embed_dim=32, depth=2, num_heads=4, mlp_ratio=3,');
  expect(snippet).toContain('load_file("student-step-7.safetensors")');
  expect(snippet).toContain('classes = ["a \\"b\\"\\\\", "Käfer"]');
  expect(snippet).toContain('mean = torch.tensor([0.1307]).view(1, 1, 1, 1)');
  expect(snippet).toContain('std = torch.tensor([0.30810001]).view(1, 1, 1, 1)');
  expect(snippet).toContain('distillation_head = model.head_dist(tokens[:, 1])');
});

test('without a distillation token, it uses timm’s plain model with one head', () => {
  const snippet = snippetOf({ ...file, shape: { ...file.shape, distToken: false } }, 'f');
  expect(snippet).toContain('from timm.models.vision_transformer import VisionTransformer\n');
  expect(snippet).not.toMatch(/dist|both/);
});
