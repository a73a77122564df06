"""`python -m workbench.charts.gallery FOLDER` writes the gallery."""

from workbench.charts.gallery.figures import main

raise SystemExit(main())
