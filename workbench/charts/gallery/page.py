"""The gallery as one HTML page without network: figures by question, each with its table and CSV."""

from __future__ import annotations

from collections.abc import Sequence

from workbench.charts.base import render
from workbench.charts.base import tokens as t
from workbench.charts.base.figure import Figure
from workbench.charts.base.figure_html import escaped, picture, table_below
from workbench.language import current_language, word

Groups = Sequence[tuple[str, Sequence[Figure]]]


_HALF = 480  # pixels of a picture that has room beside another one


def page(groups: Groups) -> str:
    """Return the page in the language that is on; the figures must be in it too."""
    language = current_language()
    title = escaped(word("charts.gallery_title"))
    links = "".join(f'<a href="#{key}">{escaped(word(f"charts.gallery_{key}"))}</a>' for key, _ in groups)
    count = sum(len(figures) for _, figures in groups)
    return (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1"><link rel="icon" href="data:,">'
        f"<title>{title}</title><style>{_style()}</style></head><body><header><h1>{title}</h1>"
        f"<p>{escaped(word('charts.gallery_under', n=count))}</p>"
        f'<p class="sample">{escaped(word("charts.sample"))}</p><nav>{links}</nav></header><main>'
        + "".join(_section(key, figures) for key, figures in groups)
        + "</main></body></html>"
    )


def _section(key: str, figures: Sequence[Figure]) -> str:
    shown = "".join(_figure(figure) for figure in figures)
    return f'<section id="{key}"><h2>{escaped(word(f"charts.gallery_{key}"))}</h2>{shown}</section>'


def _figure(figure: Figure) -> str:
    """Title, picture without its words (the page says them), notes, table and CSV."""
    spec = figure.spec(live=True)
    spec["datasets"] = {**spec.get("datasets", {}), **figure.rows()}
    said = escaped(f"{figure.title}. {figure.subtitle}")
    notes = "".join(f"<p>{escaped(note)}</p>" for note in figure.notes)
    kind = ' class="wide"' if figure.width > _HALF else ""
    return (
        f'<figure id="{escaped(figure.name)}"{kind}><h3>{escaped(figure.title)}</h3><p>{escaped(figure.subtitle)}</p>'
        f'<div class="picture" role="img" aria-label="{said}">{picture(figure, render.svg(spec))}</div>'
        f"<figcaption>{notes}</figcaption>{table_below(figure)}</figure>"
    )


def _style() -> str:
    font = t.font_stack(current_language())
    return (
        f"body{{margin:0;background:{t.PAGE};color:{t.INK};font:{t.SIZE_BODY}px/1.45 {font};text-autospace:normal}}"
        "header,main{max-width:1440px;margin:0 auto;padding:20px}"
        "section{display:grid;grid-template-columns:repeat(2,minmax(0,1fr));gap:12px}h2,.wide{grid-column:1/-1}"
        "@media(max-width:1420px){section{grid-template-columns:minmax(0,1fr)}}"
        f"h1,h2,h3,p{{margin:0}}h1{{font-size:{t.SIZE_NUMBER + 5}px}}h2{{font-size:{t.SIZE_NUMBER}px;margin-top:26px}}"
        f"h3{{font-size:{t.SIZE_FINDING}px;line-height:1.3}}"
        f".sample{{color:{t.LOSS_TEXT};font-weight:700}}nav{{display:flex;flex-wrap:wrap;gap:4px 18px;padding-top:8px}}"
        f"a,summary{{color:{t.MONEY[5]};cursor:pointer}}"
        f"figure{{margin:0;min-width:0;padding:14px;background:{t.CARD};border:1px solid {t.LINE};border-radius:4px}}"
        f"figure>p{{color:{t.INK_2}}}.picture{{overflow-x:auto;padding:8px 26px}}"
        # Another face than the one that was measured may be wider: labels at the edge keep their letters.
        ".picture svg{overflow:visible;display:block}"
        f"figcaption{{color:{t.INK_3};font-size:{t.SIZE_NOTE}px;padding-bottom:8px}}"
        f"table{{border-collapse:collapse;font-size:{t.SIZE_NOTE}px}}"
        f"th,td{{text-align:left;padding:3px 8px;border-bottom:1px solid {t.LINE_2};white-space:nowrap}}"
        f"th{{color:{t.INK_2};border-color:{t.LINE};position:sticky;top:0;background:{t.CARD}}}"
        "@media print{figure{break-inside:avoid}nav,details,figure>a{display:none}}"
    )
