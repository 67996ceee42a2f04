"""What is saved over time: training, checkpoints and inference, measured; the formula is held against it."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

import gradviz as gv
from gradviz.lab.gauging.runs import checkpointed, inference, through, training
from tests.common import examples


def runs(n, k):
    x = gv.tensor([0.5], requires_grad=True)
    return training(lambda: through([gv.tanh] * n, x, 1))[0], checkpointed(lambda: through([gv.tanh] * n, x, k))


@pytest.mark.parametrize(("n", "k", "peak", "calls", "work"), [(16, 4, 8, 28, 1.25), (100, 10, 20, 190, 1.30)])
def test_checkpoints_save_and_cost_what_the_book_says(n, k, peak, calls, work):
    """R124."""
    figure = gv.memory(n=n, segments=k)
    plain, checked = figure.runs["training"], figure.runs["checkpoints"]
    assert (plain.peak_saved, checked.peak_saved) == (n, peak)
    assert (plain.calls, checked.calls) == (n, calls)
    assert checked.work / plain.work == work


def test_both_ratios_are_shown():
    """R125: almost twice the forward work, and a quarter more of all work."""
    text = gv.memory(n=16, segments=4).fallback_text()
    assert "1.75 times the forward work, and 1.25 times all the work" in text
    assert "k + n/k = 4 + 16/4 = 8 values" in text


@pytest.mark.parametrize(("n", "k", "forward", "total"), [(16, 2, "1.5", "1.167"), (16, 16, "1.938", "1.312"),
                                                           (16, 1, "1", "1"), (100, 10, "1.9", "1.3")])  # fmt: skip
def test_the_slider_of_the_segments_shows_both_ratios(n, k, forward, total):
    """R125: never twice the forward work, and never more than 4/3 of all work."""
    figure = gv.memory(n=n)
    figure.controls["segments"].value = k
    assert f"second time: {forward} times the forward work, and {total} times all the work" in figure.fallback_text()


@examples(40)
@given(st.integers(1, 40), st.data())
def test_the_formula_is_what_is_measured(n, data):
    """R124: k beginnings and ends, and the layers of the segment that is open; at most one more while it is redone."""
    k = data.draw(st.integers(1, n))
    plain, checked = runs(n, k)
    size = n // k
    last = n - size * (k - 1)
    assert plain.peak_saved == n and plain.work == 3 * n
    assert checked.calls == n + size * (k - 1)
    assert checked.peak_saved == (n if k == 1 else k + max(last, size))
    assert checked.live[-1] == plain.live[-1] == 0


def test_the_timeline_is_that_of_the_recording():
    """R121, R123: up to the end of the forward pass, and down again step by step."""
    figure = gv.memory(n=5, segments=1)
    live = figure.runs["training"].live
    assert live == [m.live for m in figure.recording.memory] == [8, 16, 24, 32, 40, 32, 24, 16, 8, 0]
    assert figure.runs["training"].peak_at == figure.runs["training"].forward == 5


def test_inference_saves_nothing():
    """R122, R129: both timelines in one figure."""
    figure = gv.memory()
    run = figure.runs["inference"]
    assert (run.peak, run.nodes, run.calls, set(run.live)) == (0, 0, 16, {0})
    assert {"training", "inference (no_grad)"} <= set(figure.plot.series)
    assert set(figure.plot.series["inference (no_grad)"].ys) == {0} != set(figure.plot.series["training"].ys)
    assert "nothing is saved, and no gradients can be computed" in figure.fallback_text()


def test_a_function_that_records_under_no_grad_is_not_said_to_record_nothing():
    """R122: what is said is what was measured."""

    def f(x):
        with gv.enable_grad():
            return gv.tanh(x)

    figure = gv.memory(f, x=0.5)
    assert figure.runs["inference"].nodes == 1 and "no node is recorded" not in figure.fallback_text()


@examples(30)
@given(st.lists(st.sampled_from(["tanh", "sigmoid", "sin", "batch norm", "linear", "square"]), min_size=1, max_size=6))
def test_what_is_read_from_the_record_is_what_is_measured_while_it_runs(names):
    """R121, R123: with one segment nothing is computed again, so both are of the same run."""
    made = {"batch norm": lambda: gv.nn.BatchNorm1d(2), "linear": lambda: gv.nn.Linear(2, 2), "square": lambda: _square}
    layers = [made.get(name, lambda name=name: getattr(gv, name))() for name in names]
    x = gv.tensor([[0.5, 1.0], [0.25, -1.0], [2.0, 0.5]], requires_grad=True)
    plain, _ = training(lambda: through(layers, x, 1))
    measured = checkpointed(lambda: through(layers, x, 1))
    assert (plain.peak, plain.peak_saved) == (measured.peak, measured.peak_saved)
    assert (plain.calls, plain.backward, plain.nodes) == (measured.calls, measured.backward, measured.nodes)
    if "batch norm" not in names:  # it computes what leads to no output, of which the record keeps nothing
        assert plain.live == measured.live and plain.forward == measured.forward


def test_operations_without_gradients_are_computed_and_save_nothing():
    """The lines of the runs count the same operations, whatever else is computed in between."""

    def noisy(x):
        with gv.no_grad():
            gv.exp(gv.exp(x))
        return gv.tanh(x)

    figure = gv.memory([noisy] * 6, x=0.5, segments=2)
    plain, checked = figure.runs["training"], figure.runs["checkpoints"]
    assert (plain.calls, checked.calls) == (18, 27) and plain.live == [8, 16, 24, 32, 40, 48, 40, 32, 24, 16, 8, 0]
    assert len(checked.live) == 12 + 3 and checked.live[-1] == 0


def test_twice_the_batch_saves_twice_the_bytes_in_as_many_nodes():
    """R119."""
    figure = gv.memory(n=6, segments=2)
    before = figure.runs
    figure.controls["batch"].value = 2
    for key in ("training", "checkpoints"):
        assert figure.runs[key].peak == 2 * before[key].peak > 0
        assert figure.runs[key].nodes == before[key].nodes
    assert "from 48 to 96 at the peak, 2 times as many; the nodes stay 6" in figure.diagram.texts[-1]


def _square(x):
    return x * x


def test_the_gradient_is_the_same_with_checkpoints():
    """R71."""
    found = []
    for k in (1, 3):
        x = gv.tensor([0.5, -1.0], requires_grad=True)
        checkpointed(lambda x=x, k=k: through([gv.tanh, gv.sin, gv.exp], x, k))
        found.append(x.grad.numpy())
    assert abs(found[0] - found[1]).max() < 1e-12


def test_the_plot_marks_the_peaks_and_where_the_backward_pass_begins():
    figure = gv.memory(n=16, segments=4)
    assert (figure.plot.series["peaks"].xs, figure.plot.series["peaks"].ys) == ([16, 16], [128, 64])
    assert figure.plot.upright[0] == 16
    assert figure.plot.series["training"].ys == [0, *figure.runs["training"].live]


def test_fewer_layers_than_segments_are_cut_into_as_many():
    figure = gv.memory(n=16, segments=4)
    figure.controls["n"].value = 2
    assert figure.values["segments"] == 2 and not figure.diagram.error
    figure.reset()
    assert figure.values == {"n": 16, "segments": 4, "batch": 1} and figure.runs["checkpoints"].calls == 28


def test_few_layers_are_cut_into_no_more_segments_than_they_are():
    assert [gv.memory(n=n).values["segments"] for n in (1, 2, 3, 5)] == [1, 2, 3, 4]
    assert gv.memory((layer for layer in [gv.sin, gv.exp]), x=1).values["segments"] == 2


def test_layers_of_your_own_are_measured():
    layers = gv.nn.Sequential(*(part for _ in range(4) for part in (gv.nn.Linear(3, 3), gv.nn.Tanh())))
    figure = gv.memory(layers, x=[1.0, 2.0, 3.0], segments=2)
    assert not figure.diagram.error and set(figure.controls) == {"segments", "batch"}
    figure.controls["segments"].value = 4
    assert figure.runs["checkpoints"].calls > figure.runs["training"].calls
    assert gv.memory([gv.sin, gv.exp], x=2, segments=1).runs["training"].nodes == 2


def test_a_function_of_your_own_is_shown_without_checkpoints():
    figure = gv.memory("L = (w*x - t)**2", w=3, x=2, t=(0, 10))
    assert set(figure.runs) == {"training", "inference"} and set(figure.controls) == {"w", "x", "t"}
    changes = [m.live for m in figure.recording.memory]
    seen = figure.runs["training"].live
    assert [a for a, b in zip(seen, [None, *seen], strict=False) if a != b] == changes


def test_a_function_that_fails_is_told_and_the_figure_lives():
    def f(x):
        return x * x if x.item() < 1 else x.nothing

    figure = gv.memory(f, x=0.5)
    figure.controls["x"].value = 2
    assert "nothing" in figure.diagram.error
    figure.controls["x"].value = 0.25
    assert not figure.diagram.error


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: gv.memory(n=0), "1 to 100"),
        (lambda: gv.memory(n=3, segments=4), "1 to n = 3"),
        (lambda: gv.memory(batch=3), "power of two"),
        (lambda: gv.memory([gv.sin]), "by the name x"),
        (lambda: gv.memory("x*x", x=1, segments=2), "list of layers"),
        (lambda: gv.memory("x*n", x=1, n=2), "inputs="),
        (lambda: gv.memory("x*x", 2), "without a name"),
        (lambda: gv.memory(3), "expected a function"),
        (lambda: gv.memory(n=2.0), "n=2.0.*whole number.*float"),
        (lambda: gv.memory(n=True), "n=True.*whole number.*bool"),
        (lambda: gv.memory(x="abc"), "x='abc'.*one example"),
        (lambda: gv.memory([]), "at least one"),
        (lambda: gv.memory([gv.sin], x=1, n=2), "you gave 1 layers"),
        (lambda: gv.memory([gv.sin, gv.exp], x=1, segments=3), "1 to n = 2"),
        (lambda: gv.memory([gv.tanh] * 200, x=1), "n=200.*1 to 100"),
        (lambda: gv.memory([gv.nn.Tanh], x=1), r"layer 0 is the class Tanh.*Write Tanh\(\)"),
        (lambda: gv.memory(x="3"), "x='3'.*one example"),
    ],
)
def test_bad_input_is_refused_in_words(call, words):
    with pytest.raises((TypeError, ValueError), match=words):
        call()


def test_a_run_of_nothing_has_no_peak():
    run = inference(lambda: gv.tensor(1.0))
    assert (run.peak, run.peak_at, run.live) == (0, 0, []) and math.isclose(run.work, 0)


@pytest.mark.parametrize("layers", [[lambda x: x] * 3, [lambda x: x + x]], ids=["nothing", "a sum"])
def test_layers_that_need_no_value_save_nothing_and_are_told_so(layers):
    figure = gv.memory(layers, x=1)
    assert figure.runs["training"].peak == figure.runs["training"].peak_at == 0 and not figure.diagram.error
    assert figure.diagram.texts[-1].startswith("Training saves nothing")


@pytest.mark.parametrize("x", [math.nan, [math.inf, 1e5], 1e300, [], [[1.0], [2.0]]])
def test_any_numbers_are_counted_the_same(x):
    figure = gv.memory([gv.exp, gv.log, gv.exp], x=x, segments=3)
    assert not figure.diagram.error and figure.runs["checkpoints"].calls == 5


def test_a_layer_that_returns_no_tensor_is_named():
    def halved(x):
        return 0.5

    figure = gv.memory([gv.tanh, halved, gv.tanh], x=0.5, segments=1)
    assert "layer 1 (halved) returned 0.5 (float), not a Tensor" in figure.diagram.error
    assert "Return a Tensor" in figure.diagram.error


def test_what_belongs_to_layers_of_its_own_is_refused_beside_a_function():
    with pytest.raises(TypeError) as refused:
        gv.memory("relu(w*x)", segments=3, w=1, x=2)
    assert "segments=...): that is for layers, and you gave one function. Give a list of layers" in str(refused.value)
