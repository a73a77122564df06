"""`python -m workbench.dashboard`: open the page in the browser."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from workbench.dashboard.serve.options import VISITORS, ServeOptions
from workbench.dashboard.serve.server import serve
from workbench.errors import WorkbenchError


def main(arguments: list[str] | None = None) -> int:
    """Read the command line and serve the page; a problem is one sentence and exit code 1."""
    parser = argparse.ArgumentParser(prog="workbench.dashboard", description="Open the dashboard in the browser.")
    parser.add_argument("--port", type=int, help="the port to serve on (default: a free one)")
    parser.add_argument("--no-browser", action="store_true", help="only print the address")
    parser.add_argument("--lang", choices=("zh", "en"), help="the page's first language (default: Chinese)")
    parser.add_argument("--share", action="store_true", help="let others on the network look, with a token they need")
    parser.add_argument("--visitors", type=int, default=VISITORS, help=f"pages open at once (default: {VISITORS})")
    parser.add_argument("--idle", type=float, metavar="MINUTES", help="end a page that nobody touches for so long")
    parser.add_argument("--base-path", default="/", metavar="PATH", help="where a proxy has the page (default: /)")
    parser.add_argument("--host", action="append", default=[], metavar="NAME", help="a further name of this machine")
    parser.add_argument("--certificate", type=Path, metavar="FILE", help="a PEM certificate: the page is then https")
    parser.add_argument("--key", type=Path, metavar="FILE", help="the certificate's private key")
    given = parser.parse_args(arguments)
    try:
        options = ServeOptions(
            port=given.port,
            open_browser=not given.no_browser,
            language=given.lang,
            share=given.share,
            visitors=given.visitors,
            idle_minutes=given.idle,
            base_path=given.base_path,
            hosts=tuple(given.host),
            certificate=given.certificate,
            key=given.key,
        )
        return serve(options)
    except WorkbenchError as problem:
        sys.stderr.write(f"{problem}\n")
        return 1


if __name__ == "__main__":
    sys.exit(main())
