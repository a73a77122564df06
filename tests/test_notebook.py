"""In a kernel: names are completed, charts of Altair need no network, and a script is left alone."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from queue import Empty

import pytest
from jupyter_client.manager import start_new_kernel

Reply = Callable[[str], dict]


@pytest.fixture(scope="module")
def kernel() -> Iterator[object]:
    manager, client = start_new_kernel(kernel_name="python3")
    try:
        yield client
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)


@pytest.fixture(scope="module")
def run(kernel) -> Callable[[str], list[dict]]:
    """Run a cell; returns the contents of its outputs."""

    def done(code: str) -> list[dict]:
        outputs: list[dict] = []
        reply = kernel.execute_interactive(code, timeout=120, output_hook=lambda one: outputs.append(one["content"]))
        assert reply["content"]["status"] == "ok", reply["content"]
        return outputs

    done("import workbench as wb\nbaseline = wb.load_scenario('baseline-2021')")
    return done


@pytest.fixture(scope="module")
def complete(kernel, run) -> Callable[[str], list[str]]:
    """Ask as JupyterLab does; returns the matches."""

    def matches(code: str) -> list[str]:
        asked = kernel.complete(code)
        while True:
            try:
                reply = kernel.get_shell_msg(timeout=60)
            except Empty:
                pytest.fail("no answer to a completion")
            if reply["parent_header"].get("msg_id") == asked:
                return reply["content"]["matches"]

    return matches


def test_the_kernel_completes_levers_and_scenarios(complete) -> None:
    assert "rural_dibao_ratio=" in complete("baseline.replace(")
    assert complete("baseline.replace(urban_dibao_ratio=0.3, rural_dibao_r") == ["rural_dibao_ratio="]
    assert complete("wb.sweep(None, baseline,\n    rural_dibao_r") == ["rural_dibao_ratio="]
    assert complete('wb.load_scenario("corridor-') == ["corridor-high", "corridor-low"]
    assert "goal_seek" in complete("wb.goal_s")  # what IPython completes by itself, it still does


def test_a_second_set_up_adds_no_second_matcher(run) -> None:
    outputs = run(
        "from workbench.notebook import set_up\nset_up()\nset_up()\n"
        "print([m.matcher_identifier for m in get_ipython().Completer.custom_matchers])"
    )
    assert [one["text"] for one in outputs if "text" in one] == ["['workbench']\n"]


def test_importing_loads_nothing_heavy_in_a_kernel_either(run) -> None:
    outputs = run("import sys\nprint([name for name in ('altair', 'anywidget', 'numba') if name in sys.modules])")
    assert [one["text"] for one in outputs if "text" in one] == ["[]\n"]


def test_a_chart_of_altair_is_a_picture_unless_a_renderer_is_chosen(run) -> None:
    code = "import altair as alt, polars as pl\nalt.Chart(pl.DataFrame({'a': [1, 2]})).mark_bar().encode(x='a')"
    (shown,) = [one["data"] for one in run(code) if "data" in one]
    assert shown["image/svg+xml"].startswith("<svg")
    assert "jsdelivr" not in str(shown)
    (chosen,) = [one["data"] for one in run(f"alt.renderers.enable('mimetype')\n{code}") if "data" in one]
    assert "image/svg+xml" not in chosen
    assert any("vegalite" in kind for kind in chosen)


def test_a_script_is_left_alone() -> None:
    call = "import sys, workbench; print('IPython' in sys.modules, 'workbench.notebook' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", call], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False False"


def test_everything_offered_comes_with_a_star() -> None:
    call = (
        "import workbench\nnames = {}\nexec('from workbench import *', names)\n"
        "print(sorted(set(workbench.__all__) - set(names)), len(names) > 40)"
    )
    done = subprocess.run([sys.executable, "-c", call], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[] True"
