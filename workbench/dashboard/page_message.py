"""From state and results to what the page shows: plain data, no widget. The page's script only lays it out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from weakref import WeakKeyDictionary

from workbench.charts import Figure
from workbench.charts.base.drawing import Drawing
from workbench.charts.base.notes import people_words, scenario_name
from workbench.dashboard.answers.futures import INTERVALS
from workbench.dashboard.answers.question import Question
from workbench.dashboard.answers.runs import Runs
from workbench.dashboard.pages import REGISTRY, Page
from workbench.dashboard.state import address
from workbench.dashboard.state.page_state import PAGES, State
from workbench.dashboard.state.scenario_levers import IN_YUAN
from workbench.dashboard.view.assumption_levers import assumptions_section
from workbench.dashboard.view.cards import card, waiting
from workbench.dashboard.view.comparison import comparison
from workbench.dashboard.view.levers import can_keep, chips
from workbench.dashboard.view.page_data import Data
from workbench.dashboard.view.places import placed
from workbench.dashboard.view.standard_levers import standard_of
from workbench.dashboard.view.year_slider import dated, found_in_year, year_row, year_warnings, year_words
from workbench.language import LANGUAGES, people, town_name, using_language, word, written
from workbench.uncertainty.sensitivity_analysis import short
from workbench.version import __version__

Rows = Sequence[Data]


@dataclass(frozen=True)
class PageView:
    """What the browser gets.

    page: words, numbers and states of everything but the drawings; specs: the drawing of each figure, without data;
    rows: the data of each drawing, by "figure/dataset".
    """

    page: Data
    specs: Mapping[str, Data]
    rows: Mapping[str, Rows]


def page_view(state: State, results: Runs) -> PageView:
    """Return everything the page shows, in the state's language."""
    figures = page_figures(state, results)
    return PageView({**page_numbers(state, results), "figures": figures.page["figures"]}, figures.specs, figures.rows)


def page_numbers(state: State, results: Runs) -> dict[str, object]:
    """Return what is there at once: levers, finding, tiles, warnings, tables; everything but the figures."""
    page = REGISTRY[state.page]
    question = page.question(state, results)
    with using_language(state.language):
        said, first = page.heading(question), question.first_year
        return {
            "language": state.language,
            "languages": _languages(state),
            "brand": word("dashboard.brand"),
            "pages": [{"name": p, "label": word(f"dashboard.page_{p}"), "on": p == state.page} for p in PAGES],
            "chips": chips(state, results.baseline),
            "year": year_row(state, question, page),
            "sections": page.sections(first),
            "can": {
                "undo": bool(state.past),
                "redo": bool(state.future),
                "reset": bool(state.levers),
                "keep": can_keep(state),
                "compare": state.comparing or bool(state.kept) or bool(state.levers),
            },
            "assumed": assumptions_section(first.run, first.base),
            "finding": found_in_year(question, said.finding),
            "under": said.under,
            "tiles": said.tiles,
            "limits": _limits(question) if said.tiles else "",
            "town": _town(state, page),
            "warnings": year_warnings(question),
            "extra": page.beside(question),
            "comparison": comparison(question) if state.comparing else None,
            "words": {name: word(f"dashboard.{name}") for name in _WORDS},
            "keys": [{"keys": word(f"dashboard.keys_{k}"), "does": word(f"dashboard.keys_{k}_does")} for k in _KEYS],
            "place": word("dashboard.presenter_place", k=PAGES.index(state.page) + 1, n=len(PAGES)),
            "footer": _footer(question),
            "printed": print_line(question),
            "address": address.written(state),
        }


def page_figures(state: State, results: Runs, *, draw: bool = True) -> PageView:
    """Return the figures of the open page, as far as they can be drawn by now; cards that wait if not `draw`."""
    page = REGISTRY[state.page]
    question = page.question(state, results)
    with using_language(state.language):
        figures = figures_of(state, results) if draw else {}
        cards = [
            card(figures[name], question, page) if name in figures else waiting(name, question, page)
            for name in page.figures
        ]
        return PageView(
            {"figures": cards},
            {name: _spec(figure) for name, figure in figures.items()},
            {f"{name}/{rows}": data for name, figure in figures.items() for rows, data in figure.rows().items()},
        )


def figures_of(state: State, results: Runs) -> dict[str, Figure]:
    """Return the figures of the open page that can be drawn by now, in the language that is on.

    Where a town is chosen each says in its subtitle whether it is of the town or of the county.
    """
    page = REGISTRY[state.page]
    question = page.question(state, results)
    found = [figure for figure in page.draw(question) if not page.empty(question, figure.name)]
    return {figure.name: dated(placed(figure, question, page), question) for figure in found}


_specs: WeakKeyDictionary[Drawing, Data] = WeakKeyDictionary()


def _spec(figure: Figure) -> Data:
    """The drawing without data; worked out once, since a lever changes the rows and not the drawing."""
    if figure.drawing not in _specs:
        _specs[figure.drawing] = figure.spec(live=True)
    return _specs[figure.drawing]


_WORDS = (
    "table",
    "notes",
    "updating",
    "undo",
    "redo",
    "reset",
    "keep",
    "key_baseline",
    "key_scenario",
    "key_interval",
    "key_target",
    "levers",
    "keep_more",
    "waiting_turn",
    "lost",
    "kernel_busy",
    "present",
    "presenter_keys",
    "compare",
    "keys",
    "town_buttons",
    "export",
)


_KEYS = ("slider", "undo", "redo", "towns", "pages", "levers", "leave")


def _languages(state: State) -> Rows:
    """The two languages, each named in itself: what the other one calls the switch."""
    found = []
    for code, other in zip(LANGUAGES, reversed(LANGUAGES), strict=True):
        with using_language(other):
            found.append({"code": code, "label": word("dashboard.switch"), "on": code == state.language})
    return found


def _town(state: State, page: Page) -> dict[str, str] | None:
    if state.town is None:
        return None
    name = town_name(state.town)
    return {
        "town": state.town,
        "label": name,
        "leave": word("dashboard.town_leave", town=name),
        "note": word("dashboard.list_joint").join(_town_notes(page)),
    }


def _town_notes(page: Page) -> list[str]:
    """Say what isn't of the chosen town: the page's figures where it doesn't follow, and always the exported files."""
    follows = page.follows or set(page.figures) <= page.placeless
    return [word(f"dashboard.town_{key}") for key in ([] if follows else ["page_of_county"]) + ["export_of_county"]]


def _footer(question: Question) -> dict[str, str]:
    results, base = question.results, question.base
    persons = people(results.county.persons.height)
    return {
        "estimate": word("dashboard.footer_estimate"),
        "baseline": word("dashboard.footer_baseline", name=scenario_name(base), year=base.scenario.date.year),
        "speed": word("dashboard.footer_speed", persons=persons, ms=f"{results.milliseconds(question.run):.0f}"),
        "simulated": word("dashboard.footer_synthetic" if results.county.synthetic else "dashboard.footer_given"),
    }


def _limits(question: Question) -> str:
    """Say in one line what the tiles' intervals hold and what they don't; "" until they are there."""
    intervals = question.answer(INTERVALS)
    return "" if intervals is None else intervals.limits


def print_line(question: Question) -> str:
    """Return the line; every lever that is moved is named with its value and the baseline's, and the later year."""
    first = question.first_year
    return word(
        "dashboard.printed",
        levers=word("dashboard.list_joint").join([*moved_levers(first), *year_words(question)])
        or word("dashboard.printed_same"),
        baseline=scenario_name(first.base),
        people=people_words(first.results.county),
        seed=first.results.county.seed,
        version=__version__,
        address=address.written(first.state),
    )


def moved_levers(question: Question) -> list[str]:
    """Say of each lever that is moved where it stands and where the baseline has it.

    A standard that is set in yuan stands beside the baseline's standard, also where that follows from a ratio.
    """
    now, before = question.scenario.resolved(), question.results.baseline.resolved()
    by_ratio = {
        lever: written(standard_of(ratio, question.base), now[lever].parameter.unit)
        for ratio, lever in IN_YUAN.items()
        if lever in question.state.levers and now[lever].value and not before[lever].value
    }
    return [
        word(
            "dashboard.printed_lever",
            name=short(item.parameter.label),
            value=item.text,
            base=by_ratio.get(name, before[name].text),
        )
        for name, item in ((name, now[name]) for name in question.state.levers)
    ]
