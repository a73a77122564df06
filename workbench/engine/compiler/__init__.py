"""From many rules to one compiled kernel: request, plan, written source, compilation and its cache."""
