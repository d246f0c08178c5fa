"""The demo's picture, drawn when it is needed: mountain ridges at dawn. So no photograph needs a licence."""

import io
import random
from functools import cache
from itertools import pairwise

from PIL import Image, ImageChops, ImageDraw, ImageFilter

Colour = tuple[int, ...]  # red, green, blue

SIZE = (1600, 900)  # pixels, 16:9
SEED = 21  # the same mountains on every machine
SKY = [(0.0, (60, 76, 104)), (0.30, (128, 136, 158)), (0.54, (214, 182, 166)), (0.68, (243, 215, 181))]
SUN, SUN_COLOUR = (1110, 500), (255, 238, 205)
# From the farthest to the nearest: where the ridge runs (share of the height), how rugged it is, colour, haze below.
RIDGES = [
    (0.560, 0.10, (178, 160, 165), (226, 199, 182)),
    (0.635, 0.14, (138, 133, 150), (197, 177, 173)),
    (0.725, 0.16, (98, 104, 128), (157, 149, 158)),
    (0.820, 0.17, (63, 74, 99), (109, 113, 132)),
    (0.925, 0.16, (33, 43, 64), (60, 70, 92)),
]
GRAIN = 6  # how far a pixel strays, of 255


@cache
def draw_ridges() -> bytes:
    """A JPEG of SIZE. Takes half a second, and every language wants one."""
    dice = random.Random(SEED)
    picture = _with_sun(_gradient(SKY))
    for height, ruggedness, colour, haze in RIDGES:
        picture.paste(_slope(height, colour, haze), mask=_outline(dice, height, ruggedness))
    file = io.BytesIO()
    _with_grain(picture).save(file, "JPEG", quality=86, optimize=True, progressive=True)
    return file.getvalue()


def _gradient(stops: list[tuple[float, Colour]]) -> Image.Image:
    """Colours from top to bottom, blended between their stops (shares of the height)."""
    column = Image.new("RGB", (1, SIZE[1]))
    for y in range(SIZE[1]):
        column.putpixel((0, y), _colour_at(y / (SIZE[1] - 1), stops))
    return column.resize(SIZE)


def _colour_at(share: float, stops: list[tuple[float, Colour]]) -> Colour:
    """Above the first stop and below the last one their own colours go on."""
    for (start, first), (end, second) in pairwise(stops):
        if share < end:
            part = max(share - start, 0) / (end - start)
            return tuple(round(a + (b - a) * part) for a, b in zip(first, second, strict=True))
    return stops[-1][1]


def _with_sun(sky: Image.Image) -> Image.Image:
    """A glow without an edge, low above the farthest ridge."""
    light = Image.new("L", SIZE)
    for radius, strength in ((430, 70), (230, 130), (66, 235)):
        disc = Image.new("L", SIZE)
        x, y = SUN
        ImageDraw.Draw(disc).ellipse((x - radius, y - radius, x + radius, y + radius), fill=strength)
        light = ImageChops.screen(light, disc.filter(ImageFilter.GaussianBlur(radius / 2.2)))
    return Image.composite(Image.new("RGB", SIZE, SUN_COLOUR), sky, light)


def _slope(height: float, colour: Colour, haze: Colour) -> Image.Image:
    """A ridge is darkest at its crest; haze gathers where it meets the next one."""
    return _gradient([(height - 0.06, colour), (height + 0.17, haze)])


def _outline(dice: random.Random, height: float, ruggedness: float) -> Image.Image:
    """The mask of one ridge, drawn at twice the size so that its line is smooth."""
    width, bottom = 2 * SIZE[0], 2 * SIZE[1]
    crest = _crest(dice, ruggedness)
    step = width / (len(crest) - 1)
    line = [(i * step, (height - offset) * bottom) for i, offset in enumerate(crest)]
    mask = Image.new("L", (width, bottom))
    ImageDraw.Draw(mask).polygon([*line, (width, bottom), (0, bottom)], fill=255)
    return mask.resize(SIZE, Image.Resampling.LANCZOS)


def _crest(dice: random.Random, ruggedness: float, roughness: float = 0.47) -> list[float]:
    """Offsets along a ridge: the middle of each stretch is moved, less and less as the stretches get shorter."""
    points, reach = [dice.uniform(-1, 1) * ruggedness / 2 for _ in range(4)], ruggedness / 1.6
    while len(points) < 1000:
        middles = [(a + b) / 2 + dice.uniform(-reach, reach) for a, b in pairwise(points)]
        points = [p for pair in zip(points, middles, strict=False) for p in pair] + points[-1:]
        reach *= roughness
    return points


def _with_grain(picture: Image.Image) -> Image.Image:
    """Slight noise, so that the sky shows no bands."""
    noise = Image.effect_noise(SIZE, GRAIN).convert("RGB")
    return ImageChops.add(picture, noise, scale=1, offset=-128)
