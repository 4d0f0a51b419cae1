"""Generating text, token by token, is five times as fast as the same loop over torch.nn.LSTMCell."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy

import numpy as np
import torch
import torch.nn.functional as F
from verdicts import Claim, conclude, options

import cellwright as cw
from cellwright.data.lexicon import END, Lexicon
from cellwright.inspect.speed import Shape, Timing, race, threads
from cellwright.nn import Recurrent
from cellwright.tasks.language_network import LanguageNetwork
from cellwright.tasks.sampling import Sampling
from cellwright.tasks.writer import NEVER, Writer

# the letters of Shakespeare; as many layers as a shape has steps
LETTERS = [chr(ord("!") + number) for number in range(65)]
VECTOR, CHECKED = 64, 50
PLACES = ((1, 64), (1, 128), (1, 256), (2, 128), (2, 256), (2, 384), (1, 512))
SHAPES = tuple(Shape(1, layers, VECTOR, hidden) for layers, hidden in PLACES)
# where a second thread is worth it
WIDE = tuple(shape for shape in SHAPES if shape.steps * shape.hidden >= 512)
Draw = Callable[[torch.Tensor], int]


def network(shape: Shape) -> LanguageNetwork:
    """A network that was not trained: a letter costs the same."""
    torch.manual_seed(0)
    nothing = ("dropout", "input_dropout", "embedding_dropout", "weight_dropout", "activation", "slowness")
    lexicon_size = len(LETTERS) + len(NEVER) + 1
    sizes = {"embedding_size": VECTOR, "hidden_size": shape.hidden, "num_layers": shape.steps}
    return LanguageNetwork("lstm", lexicon_size, **sizes, tied=True, **dict.fromkeys(nothing, 0.0)).eval()


def by_writer(model: LanguageNetwork, how: Sampling) -> Callable[[], str]:
    """Our way: one more letter."""
    lexicon = Lexicon.fitted(["".join(LETTERS)])
    pieces = Writer(model, lexicon, documents=False, seed=0).write(None, how)
    return lambda: next(pieces)[0]


def by_cells(model: LanguageNetwork, draw: Draw) -> Callable[[], str]:
    """The same over cells of torch."""
    lexicon = Lexicon.fitted(["".join(LETTERS)])
    cells = [cell_of(layer) for layer in model.recurrent]
    states, never, number = [None] * len(cells), [*NEVER, END], END

    @torch.inference_mode()
    def step() -> str:
        nonlocal number
        x = model.embedding.weight[number].unsqueeze(0)
        for place, cell in enumerate(cells):
            states[place] = cell(x, states[place])
            x = states[place][0]
        x = x if model.projection is None else model.projection(x)
        logits = F.linear(x, model.output_weight, model.bias)[0]
        logits[never] = -torch.inf
        number = draw(logits)
        return lexicon.named(number)

    return step


def by_torch(logits: torch.Tensor) -> int:
    """A token drawn as one does it with torch."""
    return int(torch.multinomial(logits.softmax(-1), 1))


def by_numpy(how: Sampling) -> Draw:
    """A token drawn by our own function, which is quicker."""
    random = np.random.default_rng(0)
    return lambda logits: how.draw(logits.numpy(), [], random)


def cell_of(layer: Recurrent) -> torch.nn.LSTMCell:
    """The same layer as torch's cell."""
    cell = torch.nn.LSTMCell(layer.input_size, layer.hidden_size)
    cell.load_state_dict({name.removesuffix("_l0"): value for name, value in layer.state_dict().items()})
    return cell


def timing(shape: Shape, count: int, seconds: float) -> Timing:
    model = network(shape)
    greedy = Sampling(temperature=0)
    with threads(count):
        mine, theirs = by_writer(model, greedy), by_cells(model, by_numpy(greedy))
        assert [mine() for _ in range(CHECKED)] == [theirs() for _ in range(CHECKED)], "the likeliest texts differ"
        rivals = {
            "cellwright": by_writer(model, Sampling()),
            "LSTMCell": by_cells(model, by_torch),
            "LSTMCell, our drawing": by_cells(model, by_numpy(Sampling())),
            "int8 weights": by_writer(cw.quantize(deepcopy(model), "int8"), Sampling()),
        }
        # what a letter comes to in the first layer need not be worked out at each step
        known = model.recurrent[0].weight_ih_l0.numel()
        flops = 2 * (sum(part.numel() for part in model.parameters()) - known)
        return race("a letter, by layers for steps", shape, rivals, operations=flops, count=count, seconds=seconds)


def main() -> None:
    asked = options(__doc__)
    timings = [timing(shape, count, asked.seconds) for count, shapes in ((1, SHAPES), (2, WIDE)) for shape in shapes]
    conclude(timings, [Claim("LSTMCell", 5.0)])


if __name__ == "__main__":
    main()
