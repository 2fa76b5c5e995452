"""Where problems come from: pasted statements, JSON files, folders and Kattis packages."""

from alphagen.data.load import load_problem, parse_problem
from alphagen.data.schema import parse_json, problem_to_json
from alphagen.data.text import parse_statement

__all__ = ["load_problem", "parse_json", "parse_problem", "parse_statement", "problem_to_json"]
