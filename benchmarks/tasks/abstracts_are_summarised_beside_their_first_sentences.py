"""Abstracts and dialogues become a sentence or two: beside their first sentence and the whole of them, by ROUGE.

The settings are the defaults. A run takes about five minutes of one core; with --folder it can be stopped and taken up
again.

python benchmarks/tasks/abstracts_are_summarised_beside_their_first_sentences.py [--data dialogsum]
"""

from __future__ import annotations

from written_trial import arguments, judged

import cellwright as cw

DECIDES = "ROUGE-L"


def main() -> None:
    asked = arguments(__doc__, "scitldr", "dialogsum")
    scores = judged(cw.Summarizer, asked)
    own, lead = scores["LSTM"][DECIDES], scores["Lead-1"][DECIDES]
    word = "holds" if own > lead else "does not hold"
    print(f"verdict: a better {DECIDES} than the first sentence: {word} ({own:.2f}, {lead:.2f})", flush=True)


if __name__ == "__main__":
    main()
