"""What a rule compares and returns: categories against words, numbers and other categories; paths without an answer."""

import ast
import linecache
import re

import pytest

import workbench as wb
from tests.engine.cells import rule_in_cell, run_cell
from workbench import categories
from workbench.care import demand
from workbench.engine.kind_check import check_body
from workbench.engine.source_text import function_text, plain_function
from workbench.errors import RuleError
from workbench.law import law


def refused(rule: str, **about: str) -> str:
    """Define a rule and put it into the law; return the message with which one of the two is refused."""
    with pytest.raises(RuleError) as caught:
        law().with_rules([rule_in_cell(rule, **about)])
    return str(caught.value)


def test_the_law_itself_compares_and_returns_what_it_can_mean() -> None:
    book = law().with_rules(demand._BY_GRADE)
    for rule in book.rules.values():
        function = plain_function(rule.function)
        assert function is not None
        assert function_text(function) is not None, rule.name
        kinds = {name: book.kind(name) for name in rule.arguments}
        check_body(function, rule.name, kinds, rule.returns)


def test_a_category_compared_with_a_word_names_the_member_at_the_definition() -> None:
    """Was: every urban family was measured by the rural standard, 9,765 persons for 10,271, without a word."""
    with pytest.raises(RuleError, match=r"cell_\d+.py:5: rule 'added' compares 'residence' with the word 'urban'") as e:
        rule_in_cell("return 1.0 if residence == 'urban' else 0.0")
    assert str(e.value).endswith("'residence' is a category: write wb.Residence.URBAN")


# Each would be false for everybody, or true: none may enter the law.
WORDS = {
    "other way round": "return 1.0 if 'urban' == residence else 0.0",
    "not equal": "return 1.0 if residence != 'rural' else 0.0",
    "negated": "return 1.0 if not residence == 'urban' else 0.0",
    "capitals": "return 1.0 if residence == 'URBAN' else 0.0",
    "misspelt": "return 1.0 if residence == 'urbann' else 0.0",
    "one of several": "return 1.0 if residence in ('urban', 'city') else 0.0",
    "none of several": "return 1.0 if residence not in ['rural'] else 0.0",
    "a set": "return 1.0 if residence in {'rural', wb.Residence.URBAN} else 0.0",
    "part of a word": "return 1.0 if residence in 'urban' else 0.0",
    "keys": "return 1.0 if residence in {'urban': 1} else 0.0",
    "is": "return 1.0 if residence is wb.Residence.URBAN else 0.0",
    "less": "return 1.0 if residence < 'urban' else 0.0",
    "chained": "return 1.0 if wb.Residence.URBAN == residence == 'urban' else 0.0",
    "alias": "where = residence\nreturn 1.0 if where == 'urban' else 0.0",
    "alias of an alias": "a = b = residence\nc = b\nreturn 1.0 if c == 'urban' else 0.0",
    "tuple": "where, n = residence, 3\nreturn 1.0 if where == 'urban' else 0.0",
    "pairs": "return 1.0 if (residence, 1) == ('urban', 1) else 0.0",
    "pairs, one of several": "return 1.0 if (residence, 1) in (('urban', 1), ('rural', 1)) else 0.0",
    "walrus": "return 1.0 if (where := residence) == 'urban' else 0.0",
    "branch": "where = residence\nif residence == wb.Residence.URBAN:\n    where = residence\n"
    "return 1.0 if where == 'urban' else 0.0",
    "loop": "for where in (residence,):\n    if where == 'urban':\n        return 1.0\nreturn 0.0",
    "found late in a loop": "a, b = 0, 0\nwhile b != 'urban':\n    b = a\n    a = residence\nreturn 1.0",
    "match": "match residence:\n    case 'urban':\n        return 1.0\n    case _:\n        return 0.0",
    "match, or": "match residence:\n    case 'urban' | 'city':\n        return 1.0\n    case _:\n        return 0.0",
    "match, pair": "match (residence, 1):\n    case ('urban', 1):\n        return 1.0\n    case _:\n        return 0.0",
    "match, number": "match residence:\n    case 0:\n        return 1.0\n    case _:\n        return 0.0",
    "lambda": "return (lambda r: 1.0 if r == 'urban' else 0.0)(residence)",
    "named lambda": "f = lambda r: r == 'urban'\nreturn 1.0 if f(residence) else 0.0",
    "function inside": "def f(r):\n    return r == 'urban'\nreturn 1.0 if f(residence) else 0.0",
    "function inside, around": "def f():\n    return residence == 'urban'\nreturn 1.0 if f() else 0.0",
    "generator": "return 1.0 if any(residence == w for w in ('urban',)) else 0.0",
    "list": "return float(len([w for w in ('urban', 'rural') if w == residence]))",
    "made a text": "return 1.0 if str(residence) == 'urban' else 0.0",
    "in a text": "return 1.0 if f'{residence}' == '0' else 0.0",
    "percent": "return 1.0 if '%s' % residence == '0' else 0.0",
    "format": "return 1.0 if '{}'.format(residence) == '0' else 0.0",
    "name": "return 1.0 if residence.name == 'URBAN' else 0.0",
    "method": "return 1.0 if residence.__eq__('urban') else 0.0",
    "place in a list": "return float(['urban', 'rural'].index(residence))",
    "dictionary": "return {'urban': 1.0, 'rural': 0.0}[residence]",
    "the member's word": "return 1.0 if residence == wb.Residence.URBAN.name else 0.0",
    "number": "return 1.0 if residence == 1 else 0.0",
    "number of several": "return 1.0 if residence in (0, 2) else 0.0",
    "yes": "return 1.0 if residence == True else 0.0",
    "none": "return 1.0 if residence == None else 0.0",
    "truth": "return 1.0 if residence else 0.0",
    "no": "return 1.0 if not residence else 0.0",
    "and": "return 1.0 if residence and True else 0.0",
    "calculated with": "return 100.0 * residence",
    "other category": "return 1.0 if residence == wb.Sex.MALE else 0.0",
    "other category of several": "return 1.0 if residence in (wb.Residence.URBAN, wb.Housing.NONE) else 0.0",
    "the category itself": "return 1.0 if residence == wb.Residence else 0.0",
    "unknown function": "import operator\nreturn 1.0 if operator.eq(residence, 'urban') else 0.0",
}


@pytest.mark.parametrize("body", WORDS.values(), ids=WORDS.keys())
def test_a_category_compared_with_anything_but_its_members_is_refused(body: str) -> None:
    assert "rule 'added' " in refused(body)


AROUND = {
    "helper": ("def urban(r):\n    return r == 'urban'\n", "return 1.0 if urban(residence) else 0.0"),
    "by name": ("def urban(n, r):\n    return r == 'urban'\n", "return 1.0 if urban(r=residence, n=1) else 0.0"),
    "default": ("def same(r, w='urban'):\n    return r == w\n", "return 1.0 if same(residence) else 0.0"),
    "handed word": ("def same(r, w):\n    return r == w\n", "return 1.0 if same(residence, 'urban') else 0.0"),
    "helper's helper": (
        "def a(r):\n    return r == 'urban'\ndef b(r):\n    return a(r)\n",
        "return 1.0 if b(residence) else 0.0",
    ),
    "returned": ("def same(r):\n    return r\n", "return 1.0 if same(residence) == 'urban' else 0.0"),
    "lambda": ("urban = lambda r: r == 'urban'\n", "return 1.0 if urban(residence) else 0.0"),
    "constant": ("CITY = 'urban'\n", "return 1.0 if residence == CITY else 0.0"),
    "constants": ("CITIES = ('urban', 'city')\n", "return 1.0 if residence in CITIES else 0.0"),
    "item": ("WORDS = ('urban', 'rural')\n", "return 1.0 if residence == WORDS[0] else 0.0"),
    "operator": ("import operator\n", "return 1.0 if operator.eq(residence, 'urban') else 0.0"),
    "contains": ("import operator\n", "return 1.0 if operator.contains(('urban',), residence) else 0.0"),
    "compiled": ("from numba import njit\n@njit\ndef u(r):\n    return r == 'urban'\n", "return float(u(residence))"),
    "another name": ("def urban(r):\n    return r == 'urban'\nu = urban\n", "return 1.0 if u(residence) else 0.0"),
    "local name": ("def urban(r):\n    return r == 'urban'\n", "u = urban\nreturn 1.0 if u(residence) else 0.0"),
    "partial": (
        "import functools, operator\nu = functools.partial(operator.eq, 'urban')\n",
        "return 1.0 if u(residence) else 0.0",
    ),
    "number": ("URBAN = 0\n", "return 1.0 if residence == URBAN else 0.0"),
}


@pytest.mark.parametrize(("before", "body"), AROUND.values(), ids=AROUND.keys())
def test_a_category_is_followed_into_what_lies_around_the_rule(before: str, body: str) -> None:
    assert "rule 'added' " in refused(body, before=before)


@pytest.mark.parametrize(
    ("body", "arguments", "hint"),
    [
        ("return 1.0 if residence == 'Rural' else 0.0", "residence: wb.Residence", "write wb.Residence.RURAL"),
        ("return 1.0 if residence == 'rurall' else 0.0", "residence: wb.Residence", "write wb.Residence.RURAL"),
        (
            "return 1.0 if residence == 1 else 0.0",
            "residence: wb.Residence",
            "the number 1; .* write wb.Residence.RURAL",
        ),
        (
            "return 1.0 if residence == '城市' else 0.0",
            "residence: wb.Residence",
            "one of wb.Residence.URBAN, wb.Residence.RURAL",
        ),
        (
            "return 1.0 if housing == 'dilapidated' else 0.0",
            "housing: wb.Housing",
            "write wb.Housing.DILAPIDATED",
        ),
        (
            "return 1.0 if housing == wb.Residence.RURAL else 0.0",
            "housing: wb.Housing",
            "'housing', a wb.Housing, with a wb.Residence",
        ),
        (
            "return 1.0 if vehicles == 'two' else 0.0",
            "vehicles: int",
            "compares 'vehicles', a number, with the word 'two'",
        ),
        ("return 1.0 if owns_company == 'yes' else 0.0", "owns_company: bool", "a number, with the word 'yes'"),
        ("return 1.0 if residence == wb.Residence.URBN else 0.0", "residence: wb.Residence", "did you mean URBAN"),
        (
            "return 1.0 if dibao_method == 'tiers' else 0.0",
            "dibao_method: wb.DibaoMethod",
            "write wb.DibaoMethod.TIERS",
        ),
    ],
)
def test_the_message_says_what_to_write(body: str, arguments: str, hint: str) -> None:
    message = refused(body, arguments=arguments)
    assert re.search(hint, message), message


RIGHT = {
    "member": "return 1.0 if residence == wb.Residence.URBAN else 0.0",
    "one of": "return 1.0 if residence in (wb.Residence.URBAN, wb.Residence.RURAL) else 0.0",
    "alias": "where = residence\nurban = where != wb.Residence.RURAL\nreturn 1.0 if urban else 0.0",
    "helper's word": "return 1.0 if CITY == 'strict' else float(urban(residence))",
    "index": "return (1.0, 2.0)[residence]",
    "pair": "return 1.0 if (residence, 1) == (wb.Residence.URBAN, 1) else 0.0",
    "number meant": "return float(int(residence))",
    "whole number for a float": "return 1 if residence == wb.Residence.URBAN else 0",
    "constant that may be none": "return 1.0 if LIMIT is None else 0.0",
    "endless loop": "n = 0\nwhile True:\n    n += 1\n    if n > 3:\n        return 1.0",
    "raised": "if residence == wb.Residence.URBAN:\n    return 1.0\nraise ValueError",
    "match": "match residence:\n    case wb.Residence.URBAN:\n        return 1.0\n    case _:\n        return 0.0",
    "loop": "total = 0.0\nfor k in range(3):\n    if k == 1:\n        continue\n    total += k\nreturn total",
    "largest": "return 1.0 if max(residence, wb.Residence.URBAN) == wb.Residence.RURAL else 0.0",
}


@pytest.mark.parametrize("body", RIGHT.values(), ids=RIGHT.keys())
def test_what_can_be_meant_is_let_pass(body: str) -> None:
    before = "CITY = 'strict'\nLIMIT = 5\ndef urban(r):\n    return r == wb.Residence.URBAN\n"
    assert "added" in law().with_rules([rule_in_cell(body, before=before)]).rules


@pytest.mark.parametrize(
    ("body", "returns", "line", "message"),
    [
        ("if vehicles > 1:\n    return 1.0", "float", 5, "has a path that ends here without a return"),
        ("if vehicles > 1:\n    return 1.0\nelif vehicles:\n    return 2.0", "float", 5, "a path that ends here"),
        ("for k in range(vehicles):\n    return 1.0", "float", 5, "a path that ends here"),
        ("while vehicles > 1:\n    return 1.0", "float", 5, "a path that ends here"),
        ("vehicles + 1", "float", 5, "a path that ends here"),
        ("match vehicles:\n    case 1:\n        return 1.0", "float", 5, "a path that ends here"),
        ("if vehicles > 1:\n    return\nreturn 1.0", "float", 6, "promises float but returns nothing here"),
        ("return None if vehicles else 1.0", "float", 5, "promises float but returns nothing here"),
        ("return vehicles > 1", "float", 5, "promises float but returns bool: vehicles > 1"),
        ("return owns_company and 5.0", "float", 5, "promises float but returns bool"),
        ("return 'none'", "float", 5, "promises float but returns a word"),
        ("return 1.0", "int", 5, "promises int but returns float: 1.0"),
        ("return vehicles / 2", "int", 5, "promises int but returns float: vehicles / 2"),
        ("return vehicles", "bool", 5, "promises bool but returns int: 'vehicles'"),
        ("return 1", "wb.Residence", 5, "promises wb.Residence but returns int: 1"),
        ("return wb.Sex.MALE", "wb.Residence", 5, "promises wb.Residence but returns wb.Sex"),
        ("return half(vehicles)", "float", 5, "promises float but returns nothing here"),
        (
            "x = vehicles > 1\nif owns_company:\n    x = 2.0\nreturn x",
            "float",
            8,
            "promises float but returns bool: 'x'",
        ),
    ],
)
def test_a_path_without_the_promised_answer_is_refused_at_the_definition(body, returns, line, message) -> None:
    before = "def half(n):\n    if n > 1:\n        return n / 2"
    with pytest.raises(RuleError) as caught:
        rule_in_cell(body, arguments="vehicles: int, owns_company: bool", returns=returns, before=before)
    assert message in str(caught.value)
    assert f":{line + before.count(chr(10))}: " in str(caught.value)


def test_all_problems_of_a_rule_are_told_at_once() -> None:
    body = "if residence == 'urban':\n    return 1.0\nif residence == 'rural':\n    return True"
    assert len(refused(body).splitlines()) == 4


def test_a_helper_that_is_defined_after_the_rule_is_read_when_the_rule_enters_the_law() -> None:
    space = run_cell(
        '@wb.for_household(clause="proposal", unit="yuan/month", zh="加上", output=True)\n'
        "def added(residence: wb.Residence) -> float:\n"
        '    """Reads a helper of a later cell."""\n'
        "    return 1.0 if urban(residence) else 0.0\n"
    )
    run_cell("def urban(r):\n    return r == 'urban'\n", space)
    space["added"].__globals__["urban"] = run_cell("def urban(r):\n    return r == 'urban'\n")["urban"]
    with pytest.raises(RuleError, match="compares 'r' with the word 'urban'"):
        law().with_rules([space["added"]])


def test_a_rule_whose_text_can_not_be_read_may_hold_no_word() -> None:
    about = '@wb.for_household(clause="proposal", unit="yuan/month", zh="加上", output=True)\n'
    text = 'def added(residence: wb.Residence) -> float:\n    """From nowhere."""\n    return 1.0 if {} else 0.0\n'
    with pytest.raises(RuleError, match="its text can't be read, and it holds the word 'urban'"):
        exec(about + text.format("residence == 'urban'"), {"wb": wb})
    space: dict = {"wb": wb}
    exec(about + text.format("round(residence == wb.Residence.URBAN, ndigits=0)"), space)
    assert "added" in law().with_rules([space["added"]]).rules


def test_a_file_that_changed_after_the_rule_was_made_is_not_taken_for_its_text(tmp_path) -> None:
    path = tmp_path / "reform.py"
    path.write_text("def f(a):\n    return a == 'x'\n", encoding="utf-8")
    space: dict = {}
    exec(compile(path.read_text(encoding="utf-8"), str(path), "exec"), space)
    read = function_text(space["f"])
    assert read is not None
    assert ast.unparse(read.tree) == "def f(a):\n    return a == 'x'"
    path.write_text("def f(a):\n    return a == 'yz'\n", encoding="utf-8")
    linecache.checkcache()
    assert function_text(space["f"]) is None


def test_every_category_is_public_and_named_as_its_value() -> None:
    book = law()
    for category in categories.CATEGORIES:
        assert getattr(wb, category.__name__) is category
        assert category.__name__ in wb.__all__
    for name, category in categories.BY_VALUE.items():
        assert book.kind(name) is category
    others = {
        name for name in [*book.rules, *book.inputs, *book.parameters] if book.kind(name) in categories.CATEGORIES
    }
    assert {book.kind(name) for name in others - set(categories.BY_VALUE)} == {categories.Switch}
