"""What pages cost, against a control measured in the same run: `make bench`. docs/performance.md says what is measured."""
