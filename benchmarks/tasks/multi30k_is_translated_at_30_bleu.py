"""Captions are translated from English to German at 30 BLEU: Multi30k, test_2016_flickr, a beam of 5.

The settings are the defaults but for 8 epochs; a run takes about a quarter of an hour of one core, and with --folder it
can be stopped and taken up again.

python benchmarks/tasks/multi30k_is_translated_at_30_bleu.py [--seeds 3] [--folder runs]
"""

from __future__ import annotations

from written_trial import arguments, judged

import cellwright as cw
from cellwright.data.datasets import dataset

LEAST, EPOCHS = 30.0, 8


def main() -> None:
    asked = arguments(__doc__)
    scores = judged(cw.Translator, "multi30k", dataset("multi30k_en_de"), asked, max_epochs=EPOCHS)
    own = scores["LSTM"]["BLEU"]
    print(f"verdict: at least {LEAST:g} BLEU: {'holds' if own >= LEAST else 'does not hold'} ({own:.2f})", flush=True)


if __name__ == "__main__":
    main()
