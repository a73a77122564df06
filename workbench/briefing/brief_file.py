"""Writing of a brief as one file; its ending chooses page, workbook, memo, slides or one figure."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable
from pathlib import Path
from typing import Literal

from workbench.arguments import check_kinds
from workbench.briefing.content import Content, work_out
from workbench.briefing.content.brief_content import facts_of
from workbench.briefing.content.care_answer import CareInput, care_wanted
from workbench.briefing.content.years_answer import YearsInput
from workbench.briefing.run_record import save
from workbench.charts import Figure
from workbench.errors import InputError, UnknownNameError, nearest, unknown
from workbench.language import current_language, using_language
from workbench.progress import tells
from workbench.simulation import Comparison, Run
from workbench.uncertainty import Draws

PICTURES = (".pdf", ".png", ".svg")


def _page(content: Content) -> bytes:
    from workbench.briefing.formats.page import page

    return page(content)


def _workbook(content: Content) -> bytes:
    from workbench.briefing.formats.workbook import workbook

    return workbook(content)


def _memo(content: Content) -> bytes:
    from workbench.briefing.formats.memo import memo

    return memo(content)


def _slides(content: Content) -> bytes:
    from workbench.briefing.formats.slides import slides

    return slides(content)


# The libraries of Word and PowerPoint are loaded when such a file is written.
DOCUMENTS: dict[str, Callable[[Content], bytes]] = {
    ".docx": _memo,
    ".html": _page,
    ".pptx": _slides,
    ".xlsx": _workbook,
}
ENDINGS = (*DOCUMENTS, *PICTURES)


@check_kinds
@tells("brief")
def brief(
    of: Run | Comparison,
    path: str | Path,
    *,
    lang: str | None = None,
    futures: Draws | None = None,
    care: CareInput | Literal[False] | None = None,
    years: YearsInput | None = None,
    figure: str | None = None,
    when: dt.date | None = None,
) -> Path:
    """Write a run, or two runs compared, as a file for a meeting; whole or not at all. Returns the path.

    >>> brief(compare(before, after), "meeting.pptx", lang="en", futures=draw(county, after.scenario))

    path: .html (one page that needs no network), .xlsx (workbook), .docx (memo), .pptx (a slide a section); .png,
    .pdf or .svg hold one figure, `figure` by its name (None: the first). lang: "zh" or "en" (None: the one that is on).
    futures: of the run's own scenario; their 80 % intervals stand beside cost and persons. care: a Plan, a
    Projection or a list of both, of the run's own scenario; None: the renovation plan is worked out for the homes
    of the place (a second for a whole county, ten and more where no plan reaches the targets); False: left out, and
    the brief says so. years: answers of `wb.years` for the run's scenario, or a list of these and
    those of the base: a section more, by year, with the budget of three years. when: the date on it (None: today).
    Raises UnknownNameError for another ending, figure or language, InputError for a path that can't be written, a run
    without rows, futures, years or a plan of another scenario.
    """
    target = checked_path(Path(path), figure)
    with using_language(lang or current_language()):
        facts = facts_of(of, futures, years=years)  # refuses what can't be told before the plan is worked out

        def content(care: CareInput | Literal[False] | None) -> Content:
            return work_out(of, futures=futures, care=care_wanted(care, facts.run), years=years, when=when)

        kind = target.suffix.lower()
        made = DOCUMENTS[kind](content(care)) if kind in DOCUMENTS else _chosen(content, care, figure).as_bytes(kind)
    save(target, made)
    return target


def checked_path(target: Path, figure: str | None) -> Path:
    """Refuse what can't become a file before anything is worked out."""
    kind = target.suffix.lower()
    if kind not in ENDINGS:
        guess = nearest(kind, ENDINGS)
        hint = f"; did you mean {target.stem + guess!r}?" if guess else ""
        raise UnknownNameError(f"{target.name}: a brief ends in {', '.join(ENDINGS)}{hint}")
    if figure is not None and kind not in PICTURES:
        raise InputError(f"figure={figure!r}: one figure goes into {', '.join(PICTURES)}; {target.name} holds them all")
    if target.is_dir():
        raise InputError(f"{target}: is a folder; give the name of a file in it, such as {target / 'brief'}{kind}")
    above = next((folder for folder in target.absolute().parents if folder.exists()), target.absolute().parent)
    if not (above.is_dir() and os.access(above, os.W_OK)):
        raise InputError(f"{target}: nothing can be written in {above}; give a path in a folder where you may write")
    return target


def _chosen(
    content: Callable[[CareInput | Literal[False] | None], Content],
    care: CareInput | Literal[False] | None,
    name: str | None,
) -> Figure:
    """Return a figure by its name (None: the first); a plan is worked out only where the figure may be one of care."""
    figures = {figure.name: figure for figure in content(False if care is None else care).figures}
    if care is None and name is not None and name not in figures:
        figures = {figure.name: figure for figure in content(None).figures}
    if name is None:
        return next(iter(figures.values()))
    if name not in figures:
        raise unknown("figure", name, figures, "brief")
    return figures[name]
