"""Trains the transformer teacher of Shapes: a DeiT without distillation token, on the labels alone.

It needs more images than a software adapter can train on in a day, so it is trained in PyTorch (1.13 or newer, with NumPy)
in a few hours on one core:

    npm run draw-shapes -- --pictures 120000 --out DIR
    python scripts/pytorch/train_transformer_teacher.py DIR

This writes shapes-transformer.safetensors (timm's names) and its provenance, shapes-transformer.json, into DIR. After an
interruption, the same command continues from the checkpoint in DIR.

The label of a crop is that of the engine's own teachers (src/engine/train/cropLabel.ts): if a crop has lost the object, the
label names the texture behind it. Crops are those of src/engine/data/augment.ts: most are shifts with a black border, some
are random resized crops.
"""

import argparse
import datetime
import json
import math
import os
import time

import numpy as np
import torch
import torch.nn.functional as F
from deit import Deit, adamw, safetensors
from torch import nn

SIZE, PATCH, DIM, DEPTH, HEADS = 32, 4, 64, 4, 4
RECIPE = {
    "family": "transformer",
    "width": 16,
    "blocks": 1,
    "seed": 1,
    "batchSize": 32,
    # Linear warm-up, constant, and linear to zero in the last steps.
    "learningRate": 1.5e-3,
    "warmupSteps": 500,
    "steps": 30000,
    "decaySteps": 12000,
    "weightDecay": 0.05,
    # Mostly whole images first, which are easier to learn. Then hard crops, as a teacher meets them.
    "resizedShare": 0.4,
    "firstResizedShare": 0.15,
    "firstSteps": 17000,
    "cropMinArea": 0.15,
    "shiftPixels": 4,
    "flip": True,
    # With these it learns positions much sooner than with the .02 of large models and random positions.
    "initialDeviation": 0.08,
    "positionAmplitude": 0.5,
}
# A crop has lost the object if it shows a smaller share of the object's pixels.
LOST_BELOW = 0.15
CROP_TRIES = 10


def new_teacher(classes):
    """Starts with weights wider than the .02 of large models, and with sines as positions."""
    model = Deit(size=SIZE, patch=PATCH, channels=3, dim=DIM, depth=DEPTH, heads=HEADS, classes=classes)
    nn.init.trunc_normal_(model.cls_token, std=0.02)
    with torch.no_grad():
        model.pos_embed[0, 1:] = RECIPE["positionAmplitude"] * sines(SIZE // PATCH)
    for module in model.modules():
        if isinstance(module, nn.Linear):
            nn.init.trunc_normal_(module.weight, std=RECIPE["initialDeviation"])
            nn.init.zeros_(module.bias)
    return model


def sines(grid):
    """Sines and cosines of columns, then of rows, at wavelengths up to 100: [grid², DIM]."""
    frequencies = 1 / 100 ** (torch.arange(DIM // 4) / (DIM // 4 - 1))
    rows, columns = torch.meshgrid(torch.arange(float(grid)), torch.arange(float(grid)), indexing="ij")
    angles = [where.flatten()[:, None] * frequencies for where in (columns, rows)]
    return torch.cat([wave(angle) for angle in angles for wave in (torch.sin, torch.cos)], 1)


class Shapes:
    """Reads the files of `npm run draw-shapes`."""

    def __init__(self, folder):
        self.about = json.load(open(os.path.join(folder, "shapes.json")))

        def read(name, *shape):
            return np.fromfile(os.path.join(folder, f"{name}.bin"), np.uint8).reshape(-1, *shape)

        self.images = read("train-images", SIZE, SIZE, 3)
        self.masks = read("train-masks", SIZE, SIZE) > 0
        self.labels, self.context = read("train-labels").ravel(), read("train-context").ravel()
        self.mean = torch.tensor(self.about["mean"]).view(3, 1, 1)
        self.std = torch.tensor(self.about["std"]).view(3, 1, 1)
        self.test = self.normalised(read("test-images", SIZE, SIZE, 3))
        self.test_labels = torch.tensor(read("test-labels").ravel().astype(np.int64))

    def normalised(self, images):
        return (pixels(images) - self.mean) / self.std

    def batch(self, step):
        """Images and labels of a step: always the same for the same step."""
        rng = np.random.default_rng((RECIPE["seed"], step))
        count = RECIPE["batchSize"]
        chosen = rng.integers(0, len(self.images), count)
        first = step < RECIPE["firstSteps"]
        share = RECIPE["firstResizedShare" if first else "resizedShare"]
        left, top, width, height = boxes(rng, count, share)
        flip = np.where(rng.random(count) < 0.5, -1.0, 1.0)
        # [[a, 0, x], [0, b, y]] maps the image's square, −1…1, to the box.
        affine = np.zeros((count, 2, 3), np.float32)
        affine[:, 0, 0], affine[:, 0, 2] = flip * width / SIZE, (left + width / 2) / (SIZE / 2) - 1
        affine[:, 1, 1], affine[:, 1, 2] = height / SIZE, (top + height / 2) / (SIZE / 2) - 1
        grid = F.affine_grid(torch.tensor(affine), [count, 3, SIZE, SIZE], align_corners=False)
        cut = F.grid_sample(pixels(self.images[chosen]), grid, "bilinear", "zeros", align_corners=False)
        labels = self.labels_of_crops(chosen, left, top, width, height)
        return (cut - self.mean) / self.std, torch.tensor(labels)

    def labels_of_crops(self, chosen, left, top, width, height):
        middle = np.arange(SIZE) + 0.5
        columns = (middle > left[:, None]) & (middle < (left + width)[:, None])
        rows = (middle > top[:, None]) & (middle < (top + height)[:, None])
        masks = self.masks[chosen]
        all_pixels = masks.sum((1, 2))
        seen = (masks & rows[:, :, None] & columns[:, None, :]).sum((1, 2))
        lost = (all_pixels > 0) & (seen < LOST_BELOW * all_pixels)
        return np.where(lost, self.context[chosen], self.labels[chosen]).astype(np.int64)

    def accuracy(self, model):
        with torch.no_grad():
            answers = torch.cat([model(part).argmax(1) for part in self.test.split(250)])
        return (answers == self.test_labels).float().mean().item()


def pixels(images):
    return torch.tensor(images).permute(0, 3, 1, 2).float() / 255


def boxes(rng, count, resized_share):
    """The crop in pixels: a shift, or torchvision's RandomResizedCrop."""
    shift = RECIPE["shiftPixels"]
    left = rng.integers(-shift, shift + 1, count).astype(float)
    top = rng.integers(-shift, shift + 1, count).astype(float)
    width, height = np.full(count, float(SIZE)), np.full(count, float(SIZE))
    for i in np.nonzero(rng.random(count) < resized_share)[0]:
        left[i] = top[i] = 0
        for _ in range(CROP_TRIES):
            area = rng.uniform(RECIPE["cropMinArea"], 1) * SIZE * SIZE
            ratio = math.exp(rng.uniform(math.log(3 / 4), math.log(4 / 3)))
            w, h = round(math.sqrt(area * ratio)), round(math.sqrt(area / ratio))
            if 0 < w <= SIZE and 0 < h <= SIZE:
                width[i], height[i] = w, h
                left[i], top[i] = rng.integers(0, SIZE + 1 - w), rng.integers(0, SIZE + 1 - h)
                break
    return left, top, width, height


def learning_rate(step):
    rate, left = RECIPE["learningRate"], RECIPE["steps"] - step
    return rate * min(1, (step + 1) / RECIPE["warmupSteps"], left / RECIPE["decaySteps"])


def provenance(model, shapes, accuracy, seconds):
    tokens = (SIZE // PATCH) ** 2 + 1
    norm = 5 * tokens * DIM
    block = 2 * norm + tokens * 12 * DIM * DIM + 2 * tokens * tokens * DIM
    classes = shapes.about["classes"]
    return {
        **{key: shapes.about[key] for key in ("dataset", "fingerprint", "classes", "imageSize", "mean", "std")},
        "architecture": {
            **{"family": "transformer", "imageSize": SIZE, "patchSize": PATCH, "dim": DIM, "depth": DEPTH},
            **{"heads": HEADS, "mlpRatio": 4, "channels": 3, "classes": len(classes)},
        },
        "parameters": sum(p.numel() for p in model.parameters()),
        "macs": (tokens - 1) * 3 * PATCH * PATCH * DIM + DEPTH * block + norm + DIM * len(classes),
        "recipe": RECIPE,
        "trainImages": len(shapes.images),
        "testAccuracy": accuracy,
        "testImages": len(shapes.test),
        "command": f"python scripts/pytorch/train_transformer_teacher.py DIR, after npm run draw-shapes -- --pictures {len(shapes.images)} --out DIR",
        "adapter": f"PyTorch {torch.__version__.split('+')[0]}, {torch.get_num_threads()} thread of a processor",
        "durationSeconds": round(seconds),
        "date": datetime.date.today().isoformat(),
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder")
    parser.add_argument("--threads", type=int, default=1)
    asked = parser.parse_args()
    torch.set_num_threads(asked.threads)
    torch.manual_seed(RECIPE["seed"])
    shapes = Shapes(asked.folder)
    model = new_teacher(len(shapes.about["classes"]))
    optimizer = adamw(model, RECIPE["learningRate"], RECIPE["weightDecay"])
    step, before = 0, 0.0
    kept = os.path.join(asked.folder, "shapes-transformer.training")
    if os.path.exists(kept):
        state = torch.load(kept)
        model.load_state_dict(state["model"])
        optimizer.load_state_dict(state["optimizer"])
        step, before = state["step"], state["seconds"]
    start, losses = time.time(), []
    while step < RECIPE["steps"]:
        for group in optimizer.param_groups:
            group["lr"] = learning_rate(step)
        images, labels = shapes.batch(step)
        loss = F.cross_entropy(model(images), labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
        step += 1
        if step % 500 == 0:
            seconds = before + time.time() - start
            accuracy = 100 * shapes.accuracy(model)
            print(f"{seconds:.0f} s, step {step}, loss {np.mean(losses):.4f}, test {accuracy:.2f} %", flush=True)
            losses = []
            state = {"model": model.state_dict(), "optimizer": optimizer.state_dict(), "step": step, "seconds": seconds}
            torch.save(state, f"{kept}.new")
            os.replace(f"{kept}.new", kept)
    path = os.path.join(asked.folder, "shapes-transformer")
    about = provenance(model, shapes, shapes.accuracy(model), before + time.time() - start)
    with open(f"{path}.safetensors", "wb") as file:
        file.write(safetensors(model.state_dict()))
    with open(f"{path}.json", "w") as file:
        file.write(json.dumps(about, indent=2, ensure_ascii=False) + "\n")
    print(f"{path}.safetensors: test accuracy {100 * about['testAccuracy']:.2f} %")


if __name__ == "__main__":
    main()
