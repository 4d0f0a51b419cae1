"""The papers that the cells come from: one table."""

from __future__ import annotations

from cellwright.cells.entry import Paper

ELMAN_1990 = Paper(
    "Elman, J. L.", 1990, "Finding structure in time", "Cognitive Science 14(2), 179-211",
    ("doi:10.1207/s15516709cog1402_1",),
)  # fmt: skip
HOCHREITER_1997 = Paper(
    "Hochreiter, S., Schmidhuber, J.", 1997, "Long short-term memory", "Neural Computation 9(8), 1735-1780",
    ("doi:10.1162/neco.1997.9.8.1735",),
)  # fmt: skip
GERS_2000_FORGET = Paper(
    "Gers, F. A., Schmidhuber, J., Cummins, F.", 2000, "Learning to forget: continual prediction with LSTM",
    "Neural Computation 12(10), 2451-2471", ("doi:10.1162/089976600300015015",),
)  # fmt: skip
GERS_2000_TIME = Paper(
    "Gers, F. A., Schmidhuber, J.", 2000, "Recurrent nets that time and count",
    "International Joint Conference on Neural Networks (IJCNN) 3, 189-194", ("doi:10.1109/IJCNN.2000.861302",),
)  # fmt: skip
CHO_2014 = Paper(
    "Cho, K., van Merriënboer, B., Gulcehre, C., Bahdanau, D., Bougares, F., Schwenk, H., Bengio, Y.", 2014,
    "Learning phrase representations using RNN encoder-decoder for statistical machine translation",
    "Empirical Methods in Natural Language Processing (EMNLP), 1724-1734",
    ("doi:10.3115/v1/D14-1179", "arXiv:1406.1078"),
)  # fmt: skip
KOUTNIK_2014 = Paper(
    "Koutník, J., Greff, K., Gomez, F., Schmidhuber, J.", 2014, "A clockwork RNN",
    "International Conference on Machine Learning (ICML)", ("arXiv:1402.3511",),
)  # fmt: skip
GREFF_2015 = Paper(
    "Greff, K., Srivastava, R. K., Koutník, J., Steunebrink, B. R., Schmidhuber, J.", 2015,
    "LSTM: a search space odyssey",
    "IEEE Transactions on Neural Networks and Learning Systems 28(10), 2222-2232 (2017)",
    ("doi:10.1109/TNNLS.2016.2582924", "arXiv:1503.04069"),
)  # fmt: skip
JOZEFOWICZ_2015 = Paper(
    "Jozefowicz, R., Zaremba, W., Sutskever, I.", 2015, "An empirical exploration of recurrent network architectures",
    "International Conference on Machine Learning (ICML), 2342-2350", ("PMLR:v37/jozefowicz15.html",),
)  # fmt: skip
YAO_2015 = Paper(
    "Yao, K., Cohn, T., Vylomova, K., Duh, K., Dyer, C.", 2015, "Depth-gated LSTM", "Preprint", ("arXiv:1508.03790",),
)  # fmt: skip
KALCHBRENNER_2015 = Paper(
    "Kalchbrenner, N., Danihelka, I., Graves, A.", 2015, "Grid long short-term memory",
    "International Conference on Learning Representations (ICLR) 2016", ("arXiv:1507.01526",),
)  # fmt: skip
CHUNG_2016 = Paper(
    "Chung, J., Ahn, S., Bengio, Y.", 2016, "Hierarchical multiscale recurrent neural networks",
    "International Conference on Learning Representations (ICLR) 2017", ("arXiv:1609.01704",),
)  # fmt: skip
MONIZ_2018 = Paper(
    "Moniz, J. R. A., Krueger, D.", 2018, "Nested LSTMs",
    "Asian Conference on Machine Learning (ACML) 2017", ("arXiv:1801.10308",),
)  # fmt: skip
CHEN_2020 = Paper(
    "Chen, S. Y.-C., Yoo, S., Fang, Y.-L. L.", 2020, "Quantum long short-term memory",
    "International Conference on Acoustics, Speech and Signal Processing (ICASSP) 2022", ("arXiv:2009.01783",),
)  # fmt: skip
BECK_2024 = Paper(
    "Beck, M., Pöppel, K., Spanring, M., Auer, A., Prudnikova, O., Kopp, M., Klambauer, G., Brandstetter, J., "
    "Hochreiter, S.", 2024, "xLSTM: extended long short-term memory",
    "Advances in Neural Information Processing Systems (NeurIPS) 37", ("arXiv:2405.04517",),
)  # fmt: skip
FENG_2024 = Paper(
    "Feng, L., Tung, F., Ahmed, M. O., Bengio, Y., Hajimirsadeghi, H.", 2024, "Were RNNs all we needed?", "Preprint",
    ("arXiv:2410.01201",),
)  # fmt: skip
