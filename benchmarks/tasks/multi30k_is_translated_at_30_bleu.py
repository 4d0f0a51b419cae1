"""Captions are translated from English at 30 BLEU: Multi30k, test_2016_flickr, a beam of 5, settings by default.

A run takes about half an hour of one core; with --folder it can be stopped and taken up again.

python benchmarks/tasks/multi30k_is_translated_at_30_bleu.py [--data multi30k_en_fr] [--seeds 3] [--folder runs]
"""

from __future__ import annotations

from written_trial import arguments, judged

import cellwright as cw

LEAST = 30.0


def main() -> None:
    asked = arguments(__doc__, "multi30k_en_de", "multi30k_en_fr")
    own = judged(cw.Translator, asked)["LSTM"]["BLEU"]
    print(f"verdict: at least {LEAST:g} BLEU: {'holds' if own >= LEAST else 'does not hold'} ({own:.2f})", flush=True)


if __name__ == "__main__":
    main()
