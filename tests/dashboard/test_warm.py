"""The set-up compiles what the page and goal seek need: nobody waits for a compiler in the meeting room."""

import json
import subprocess
import sys

FIRST_PAINT = """
import json
import sys
from workbench.precompile import warm
warm()
import workbench.engine.compiler.kernel as kernels
before = set(kernels._compiled)
from workbench import draw, goal_seek
from workbench.dashboard import open_dashboard
from workbench.population import synthesize
from workbench.scenario_folder import load_scenario
page = open_dashboard(synthesize(1, 6_000, "fujian"), load_scenario("baseline-2021"), "zh")
page.handle({"kind": "painted"})
page.handle({"kind": "page", "page": "helped"})
page.handle({"kind": "lever", "name": "rural_dibao_ratio", "value": 0.41})
county = synthesize(1, 6_000, "fujian")
goal_seek(county, load_scenario("baseline-2021"), budget=1e6, runs=3)
draw(county, load_scenario("mixed-33-43"), runs=3)
print(json.dumps([len(before), len(set(kernels._compiled) - before)]))
"""


def test_page_goal_seek_and_draws_need_no_kernel_that_the_set_up_has_not_compiled() -> None:
    done = subprocess.run([sys.executable, "-c", FIRST_PAINT], capture_output=True, text=True, check=True)
    warmed, compiled_later = json.loads(done.stdout.splitlines()[-1])
    assert warmed == 10
    assert compiled_later == 0
