import io

from PIL import Image

from coach.drawing.icon import icon_png


def drawn(pixels: int, *, maskable: bool = False) -> Image.Image:
    return Image.open(io.BytesIO(icon_png(pixels, "#102030", "#7fcfc4", maskable=maskable))).convert("RGB")


def test_an_icon_has_the_colours_and_the_size_that_it_was_asked_for() -> None:
    image = drawn(192)
    assert image.size == (192, 192)
    assert image.getpixel((0, 0)) == (0x10, 0x20, 0x30)
    assert image.getpixel((96, 96)) == (0x7F, 0xCF, 0xC4)


def test_a_maskable_icon_keeps_free_what_a_system_may_cut_off() -> None:
    image, margin = drawn(200, maskable=True), 200 * 0.1
    for x in range(200):
        for y in range(200):
            if (x - 99.5) ** 2 + (y - 99.5) ** 2 > (100 - margin) ** 2:
                assert image.getpixel((x, y)) == (0x10, 0x20, 0x30)


def test_the_same_icon_has_the_same_bytes() -> None:
    assert icon_png(64, "#000000", "#ffffff") == icon_png(64, "#000000", "#ffffff")
