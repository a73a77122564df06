"""What a rule is, the graph of rules, its compilation into one fast kernel, and its plain run for one family."""
