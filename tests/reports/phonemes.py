"""Print a text as the voices pronounce it, in phonemes: `python -m tests.reports.phonemes ["your text" …]`.

Without a text it prints the words of the shipped pronunciation list. heart has its own phonemiser; joe and the system
voice of Linux share espeak-ng's, which piper-tts brings along.
"""

import re
import sys

from coach.script.library import Library

SAME = {
    "A": "eɪ",
    "I": "aɪ",
    "W": "aʊ",
    "Y": "ɔɪ",
    "O": "oʊ",
    "ʤ": "dʒ",
    "ʧ": "tʃ",
    "ɡ": "g",
    "ɾ": "t",
    "T": "t",
    "ɚ": "əɹ",
    "ɜɹ": "ɜ",
    "ᵻ": "ɪ",
    "ɐ": "ə",
    "ᵊ": "ə",
    "ʌ": "ə",
    "ʊ": "u",
    "ʲ": "",
}
"""Signs of one alphabet with their equals in the other, and signs whose difference nobody minds."""


class Phonemes:
    """Holds both phonemisers. Raises ImportError if one is not installed."""

    def __init__(self) -> None:
        from hibari import Hibari
        from piper.phonemize_espeak import EspeakPhonemizer

        self._heart, self._espeak = Hibari().g2p, EspeakPhonemizer()

    def heart(self, text: str) -> str:
        """Return heart's phonemes."""
        return str(self._heart(text))

    def espeak(self, text: str) -> str:
        """Return espeak-ng's phonemes."""
        return "".join("".join(sentence) for sentence in self._espeak.phonemize("en-us", text))

    def agree(self, text: str) -> bool:
        """Whether both pronounce a text alike."""
        return plain(self.heart(text)) == plain(self.espeak(text))


def plain(phonemes: str) -> str:
    """Rewrite phonemes in one alphabet, without stress, length and pauses."""
    for sign, same in SAME.items():
        phonemes = phonemes.replace(sign, same)
    return re.sub(r"[ˈˌː .,]", "", phonemes)


def main() -> None:
    """Print the phonemes of each text and, if the list respells it, of the respelt one."""
    phonemes, listed = Phonemes(), Library().pronunciation()
    for text in sys.argv[1:] or list(listed.respelt):
        for spelling in dict.fromkeys((text, listed.spoken(text))):
            print(f"{spelling:24}  heart {phonemes.heart(spelling):24}  espeak-ng {phonemes.espeak(spelling)}")


if __name__ == "__main__":
    main()
