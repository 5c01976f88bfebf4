"""Records a fixture of any shape from PyTorch, in the format of fixtures/README.md, for npm run parity -- DIR:

    python scripts/pytorch/record_fixture.py DIR --size 12 --patch 3 --channels 3 --dim 10 --heads 1 --depth 2 --classes 7 --batch 3 --seed 3
"""

import argparse
import json
import os

import torch
import torch.nn.functional as F
from deit import Deit, adamw, safetensors

KINDS = {
    "none": {"type": "none", "labelSmoothing": 0.0},
    "none_ls": {"type": "none", "labelSmoothing": 0.1},
    "soft_t3_a10_numel": {"type": "soft", "tau": 3.0, "alpha": 0.1, "norm": "numel", "labelSmoothing": 0.0},
    "soft_t3_a10_batchmean": {"type": "soft", "tau": 3.0, "alpha": 0.1, "norm": "batchmean", "labelSmoothing": 0.0},
    "soft_t1_a50_numel": {"type": "soft", "tau": 1.0, "alpha": 0.5, "norm": "numel", "labelSmoothing": 0.0},
    "soft_t1_a50_batchmean": {"type": "soft", "tau": 1.0, "alpha": 0.5, "norm": "batchmean", "labelSmoothing": 0.0},
    "hard_a50": {"type": "hard", "alpha": 0.5, "labelSmoothing": 0.0},
    "hard_a50_ls": {"type": "hard", "alpha": 0.5, "labelSmoothing": 0.1},
}
GRADIENTS = ("hard_a50", "soft_t3_a10_batchmean")
LEARNING_RATE, WEIGHT_DECAY = 1e-3, 0.05


def loss_of(kind, heads, labels, teacher):
    """The published DistillationLoss."""
    cls, dist = heads
    rule = KINDS[kind]
    base = F.cross_entropy(cls, labels, label_smoothing=rule["labelSmoothing"])
    if rule["type"] == "none":
        return base
    if rule["type"] == "hard":
        return (1 - rule["alpha"]) * base + rule["alpha"] * F.cross_entropy(dist, teacher.argmax(1))
    tau = rule["tau"]
    own, theirs = (F.log_softmax(logits / tau, 1) for logits in (dist, teacher))
    divergence = F.kl_div(own, theirs, reduction="sum", log_target=True)
    count = dist.numel() if rule["norm"] == "numel" else len(dist)
    return (1 - rule["alpha"]) * base + rule["alpha"] * tau * tau * divergence / count


def rollout(attentions):
    """Rollout of both prefix tokens to the patches: [B, N] each."""
    joint = None
    for attention in attentions:
        mean = attention.mean(1) + torch.eye(attention.shape[-1])
        mean = mean / mean.sum(-1, keepdim=True)
        joint = mean if joint is None else mean @ joint
    return joint[:, 0, 2:], joint[:, 1, 2:]


def resized(positions, to):
    prefix, grid = positions[:, :2], positions[:, 2:]
    side = round(grid.shape[1] ** 0.5)
    grid = grid.reshape(1, side, side, -1).permute(0, 3, 1, 2)
    grid = F.interpolate(grid, (to, to), mode="bicubic", align_corners=False)
    return torch.cat([prefix, grid.permute(0, 2, 3, 1).reshape(1, to * to, -1)], 1)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder")
    for name in ("size", "patch", "channels", "dim", "heads", "depth", "classes", "batch", "seed"):
        parser.add_argument(f"--{name}", type=int, required=True)
    asked = parser.parse_args()
    torch.set_num_threads(1)
    torch.manual_seed(asked.seed)
    shape = {key: getattr(asked, key) for key in ("size", "patch", "channels", "dim", "heads", "depth", "classes")}
    model = Deit(**shape, distilled=True)
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            # Everything is random, so that a missing bias or two swapped tokens show.
            norm = name.endswith("weight") and "norm" in name
            parameter.copy_((1 if norm else 0) + 0.2 * torch.randn(parameter.shape))
    images = torch.randn(asked.batch, asked.channels, asked.size, asked.size)
    labels = torch.randint(asked.classes, (asked.batch,))
    teacher = 2 * torch.randn(asked.batch, asked.classes)
    # The teacher clearly disagrees with every other label: rounding would decide a near tie.
    rows = torch.arange(asked.batch)
    teacher[rows, (labels + 1 - rows % 2) % asked.classes] = teacher.max(1).values + 1

    tensors = {f"param.{name}": value.clone() for name, value in model.state_dict().items()}
    tensors.update({"input": images, "labels": labels, "teacher_logits": teacher})
    with torch.no_grad():
        cls, dist = heads = model(images)
        attentions = [block.attn.last for block in model.blocks]
        tensors.update({"logits.cls": cls, "logits.dist": dist, "logits.mean": (cls + dist) / 2})
        tensors.update({f"attn.{i}": attention for i, attention in enumerate(attentions)})
        tensors.update({f"tokens.{i}": tokens for i, tokens in enumerate(model.tokens)})
        tensors["rollout.cls"], tensors["rollout.dist"] = rollout(attentions)
        to = 2 * (asked.size // asked.patch)
        tensors["posembed_resized"] = resized(model.pos_embed, to)
        tensors.update({f"loss.{kind}": loss_of(kind, heads, labels, teacher) for kind in KINDS})
    for kind in GRADIENTS:
        model.zero_grad()
        loss_of(kind, model(images), labels, teacher).backward()
        tensors.update({f"grad.{kind}.{name}": p.grad.clone() for name, p in model.named_parameters()})
    optimizer = adamw(model, LEARNING_RATE, WEIGHT_DECAY)
    losses = []
    for step in (1, 2, 3):
        loss = loss_of("hard_a50", model(images), labels, teacher)
        losses.append(loss.detach())
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        if step != 2:
            tensors.update({f"adamw.{step}.{name}": p.detach().clone() for name, p in model.named_parameters()})
    with torch.no_grad():
        losses.append(loss_of("hard_a50", model(images), labels, teacher))
    tensors["adamw.losses"] = torch.stack(losses)

    patches = (asked.size // asked.patch) ** 2
    meta = {
        "id": os.path.basename(os.path.normpath(asked.folder)),
        "config": {
            **{"imgSize": asked.size, "patchSize": asked.patch, "inChans": asked.channels, "embedDim": asked.dim},
            **{"depth": asked.depth, "numHeads": asked.heads, "headDim": asked.dim // asked.heads, "mlpRatio": 4},
            **{"numClasses": asked.classes, "batch": asked.batch, "numPatches": patches, "tokens": patches + 2},
        },
        "seed": asked.seed,
        "kinds": KINDS,
        "gradKinds": GRADIENTS,
        "optimizer": {
            **{"name": "AdamW", "lr": LEARNING_RATE, "betas": [0.9, 0.999], "eps": 1e-8, "weightDecay": WEIGHT_DECAY},
            **{"lossKind": "hard_a50", "storedSteps": [1, 3]},
        },
        "posembedResize": {"fromGrid": to // 2, "toGrid": to, "keptRows": 2},
        "labels": labels.tolist(),
        "torch": torch.__version__.split("+")[0],
    }
    os.makedirs(asked.folder, exist_ok=True)
    with open(os.path.join(asked.folder, "fixture.safetensors"), "wb") as file:
        file.write(safetensors(tensors))
    with open(os.path.join(asked.folder, "meta.json"), "w") as file:
        file.write(json.dumps(meta, indent=1) + "\n")
    print(f"{asked.folder}: {sum(p.numel() for p in model.parameters())} parameters, head dimension {asked.dim // asked.heads}")


if __name__ == "__main__":
    main()
