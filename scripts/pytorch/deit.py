"""DeiT in plain PyTorch, with timm's names: patch embedding, class (and distillation) token, pre-norm blocks, norm, heads."""

import json

import torch
import torch.nn.functional as F
from torch import nn


class Attention(nn.Module):
    def __init__(self, dim, heads):
        super().__init__()
        self.heads = heads
        self.qkv = nn.Linear(dim, 3 * dim)
        self.proj = nn.Linear(dim, dim)

    def forward(self, x):
        b, n, dim = x.shape
        width = dim // self.heads
        q, k, v = self.qkv(x).reshape(b, n, 3, self.heads, width).permute(2, 0, 3, 1, 4)
        self.last = ((q * width**-0.5) @ k.transpose(-2, -1)).softmax(-1)
        return self.proj((self.last @ v).transpose(1, 2).reshape(b, n, dim))


class Mlp(nn.Module):
    def __init__(self, dim, ratio):
        super().__init__()
        self.fc1 = nn.Linear(dim, ratio * dim)
        self.fc2 = nn.Linear(ratio * dim, dim)

    def forward(self, x):
        return self.fc2(F.gelu(self.fc1(x)))


class Block(nn.Module):
    def __init__(self, dim, heads, ratio):
        super().__init__()
        self.norm1 = nn.LayerNorm(dim, eps=1e-6)
        self.attn = Attention(dim, heads)
        self.norm2 = nn.LayerNorm(dim, eps=1e-6)
        self.mlp = Mlp(dim, ratio)

    def forward(self, x):
        x = x + self.attn(self.norm1(x))
        return x + self.mlp(self.norm2(x))


class PatchEmbed(nn.Module):
    def __init__(self, channels, dim, patch):
        super().__init__()
        self.proj = nn.Conv2d(channels, dim, patch, patch)

    def forward(self, x):
        return self.proj(x).flatten(2).transpose(1, 2)


class Deit(nn.Module):
    """Images [B, C, S, S] → logits of the class head, and of the distillation head if there is one."""

    def __init__(self, *, size, patch, channels, dim, depth, heads, classes, ratio=4, distilled=False):
        super().__init__()
        prefix = 2 if distilled else 1
        self.patch_embed = PatchEmbed(channels, dim, patch)
        self.cls_token = nn.Parameter(torch.zeros(1, 1, dim))
        if distilled:
            self.dist_token = nn.Parameter(torch.zeros(1, 1, dim))
        self.pos_embed = nn.Parameter(torch.zeros(1, (size // patch) ** 2 + prefix, dim))
        self.blocks = nn.Sequential(*[Block(dim, heads, ratio) for _ in range(depth)])
        self.norm = nn.LayerNorm(dim, eps=1e-6)
        self.head = nn.Linear(dim, classes)
        if distilled:
            self.head_dist = nn.Linear(dim, classes)
        self.distilled = distilled

    def forward(self, x):
        prefix = [self.cls_token] + ([self.dist_token] if self.distilled else [])
        x = self.patch_embed(x)
        x = torch.cat([token.expand(len(x), -1, -1) for token in prefix] + [x], 1) + self.pos_embed
        self.tokens = []
        for block in self.blocks:
            x = block(x)
            self.tokens.append(x)
        x = self.norm(x)
        return (self.head(x[:, 0]), self.head_dist(x[:, 1])) if self.distilled else self.head(x[:, 0])


def adamw(model, learning_rate, weight_decay):
    """AdamW; biases, norms, tokens and positions do not decay."""
    decays = [p.ndim > 1 and name not in ("cls_token", "dist_token", "pos_embed") for name, p in model.named_parameters()]
    parameters = list(model.parameters())
    return torch.optim.AdamW(
        [
            {"params": [p for p, decay in zip(parameters, decays) if decay], "weight_decay": weight_decay},
            {"params": [p for p, decay in zip(parameters, decays) if not decay], "weight_decay": 0.0},
        ],
        lr=learning_rate,
    )


def safetensors(tensors):
    """A file of float32 and int64 tensors: length of the header, header, data, all little-endian."""
    header, data = {}, b""
    for name, tensor in tensors.items():
        array = tensor.detach().contiguous().numpy()
        kind, numbers = ("I64", array.astype("<i8")) if tensor.dtype == torch.int64 else ("F32", array.astype("<f4"))
        part = numbers.tobytes()
        header[name] = {"dtype": kind, "shape": list(tensor.shape), "data_offsets": [len(data), len(data) + len(part)]}
        data += part
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    return len(text).to_bytes(8, "little") + text + data
