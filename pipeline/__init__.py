"""The library under the flow: nouns, rules, ports and edges."""
