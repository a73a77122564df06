"""The YAML reader takes what is written or refuses it with file:line:column; no input makes it hang, grow or crash."""

import datetime as dt
import random
import re
import time
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

import workbench.parameter.yaml_reader as reader
from workbench.errors import ParameterError, ScenarioError
from workbench.parameter.parameter_file import load_parameters
from workbench.parameter.yaml_values import write_yaml
from workbench.scenario_folder import list_scenarios

HERE = Path("s.yaml")


def read(text: str) -> object:
    return reader.parse_yaml(text, HERE, ScenarioError).data


@pytest.fixture(params=["C", "Python"])
def loader(request, monkeypatch) -> None:
    if request.param == "Python":
        monkeypatch.setattr(reader, "_LOADER", yaml.SafeLoader)


AS_WRITTEN = {
    "1": 1, "-12": -12, "0": 0, "0.30": 0.3, ".5": 0.5, "1e6": 1_000_000.0, "4.5E-3": 0.0045, "1.": 1.0,
    "yes": "yes", "no": "no", "On": "On", "off": "off", "y": "y", "true": True, "False": False, "null": None, "~": None,
    "2021-07-01": dt.date(2021, 7, 1), "'0110'": "0110", '"yes"': "yes", "§3": "§3", "10 %": "10 %", "12-34": "12-34",
    "2021-7-1": "2021-7-1", "a:b": "a:b", "-": None, "3 to 5": "3 to 5", "e5": "e5", "1.2.3": "1.2.3", "12:75": "12:75",
}  # fmt: skip


@pytest.mark.parametrize("word", [word for word in AS_WRITTEN if word != "-"])
def test_a_word_is_what_is_written(loader, word: str) -> None:
    found = read(f"a: {word}")["a"]
    assert found == AS_WRITTEN[word]
    assert type(found) is type(AS_WRITTEN[word])


DOUBTFUL = {
    "0110": "s.yaml:1:4: '0110' can't be read: it begins with a zero; write the number in plain digits",
    "07000000": "it begins with a zero",
    "-012": "it begins with a zero",
    "00.5": "it begins with a zero",
    "1:10:00": "'1:10:00' can't be read: it would be read as a number of sixties",
    "12:30": "a number of sixties",
    "1_000": "a number with an underscore",
    "1_000.5": "a number with an underscore",
    "0x1F": "a number of another base",
    "0b11": "a number of another base",
    "0o17": "a number of another base",
    "0x" + "f" * 5000: "a number of another base",
    "9" * 5000: "has more than 40 characters",
    "1e999": "larger than any number that can be used",
    "2021-02-30": "s.yaml:1:4: '2021-02-30' can't be read: day",
    "2021-13-01": "month must be in 1..12",
    "2021-07-01 10:00:00": "a date without a time is wanted",
    "2021-07-01T10:00:00Z": "a date without a time is wanted",
}


@pytest.mark.parametrize("word", DOUBTFUL, ids=lambda word: word[:12])
def test_a_number_that_is_read_otherwise_than_it_looks_is_refused(loader, word: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        read(f"a: {word}")
    assert DOUBTFUL[word] in str(caught.value)
    assert len(str(caught.value)) < 200


NESTED = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"a{k}: &a{k} [{', '.join([f'*a{k - 1}'] * 9)}]\n" for k in range(1, 10)
)
REFUSED = {
    "anchors within anchors": (NESTED, "s.yaml:1:5: anchors (&) and aliases (*) aren't accepted"),
    "itself": ("a: &a [*a]", "s.yaml:1:4: anchors"),
    "alias alone": ("a: *b", "s.yaml:1:4: anchors"),
    "tag null": ("a: !!null abc", "s.yaml:1:4: the tag !!null isn't accepted"),
    "tag bool": ("a: !!bool abc", "the tag !!bool isn't accepted"),
    "tag timestamp": ("a: !!timestamp x", "the tag !!timestamp isn't accepted"),
    "tag python": ("a: !!python/object/apply:os.system [ls]", "the tag !!python/object/apply:os.system isn't"),
    "tag own": ("a: !mine 1", "the tag !mine isn't accepted"),
    "tag without name": ("a: ! 1", "the tag ! isn't accepted"),
    "tag of a mapping": ("!!set {a, b}", "s.yaml:1:1: the tag !!set isn't accepted"),
    "list as a key": ("? [a, b]\n: 1", "s.yaml:1:3: a single word is wanted as the key"),
    "mapping as a key": ("{a: 1}: 2", "a single word is wanted as the key"),
    "no key": ("a: 1\n~: 2", "s.yaml:2:1: a key is missing"),
    "key twice": ("a: 1\nb:\n  c: 1\n  c: 2", "s.yaml:4:3: the key 'c' stands twice"),
    "key twice, once quoted": ("2021-01-01: 1\n'2021-01-01': 2", "s.yaml:2:1: the key '2021-01-01' stands twice"),
    "merge": ("b: {<<: 1}", "keys can't be merged here"),
    "two documents": ("a: 1\n---\nb: 1", "s.yaml:2:1: a second document begins here"),
    "bell": ("a: b\nb: c\ad", r"s.yaml:2:5: the control character '\x07' can't stand in a text"),
    "bell, escaped": ('a: "c\\a"', r"s.yaml:1:4: the control character '\x07'"),
    "half a character": ('a: "\\ud800"', "s.yaml:1:"),
    "deep lists": ("a: " + "[" * 5000, "more than 40 levels lie one within the other"),
    "deep mappings": ("{a: " * 5000, "more than 40 levels"),
    "deep blocks": ("\n".join(" " * k + "a:" for k in range(200)), "more than 40 levels"),
    "large": ("a: 1\n" * 500_000, "s.yaml is larger than 2 MB"),
    "broken": ("a: [1, 2", "not valid YAML"),
    "tab": ("a:\n\t- 1", "s.yaml:2:1: not valid YAML"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_plain_data_is_refused_at_once(loader, name: str) -> None:
    text, says = REFUSED[name]
    begun = time.perf_counter()
    with pytest.raises(ScenarioError) as caught:
        read(text)
    assert says in str(caught.value)
    assert "\n" not in str(caught.value)
    assert time.perf_counter() - begun < 2


def test_the_file_itself_is_looked_at_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "s.yaml"
    for content, says in ((b"# " + b"x" * 2_000_001, "larger than 2 MB"), (b"a: \xd6\xd0", "save it as UTF-8")):
        path.write_bytes(content)
        with pytest.raises(ScenarioError, match=says):
            reader.read_yaml(path, ScenarioError)
    path.write_bytes(b"\xef\xbb\xbfa: 1\r\nb: 2\r\n")  # as Excel and Notepad write it
    assert reader.read_yaml(path, ScenarioError).data == {"a": 1, "b": 2}


def test_mutated_files_are_read_or_refused_in_words(root: Path) -> None:
    """2,000 mutations of shipped files: characters changed, cut, doubled, or put in from what YAML finds special."""
    random_ = random.Random(20210602)
    paths = [root / "scenarios" / "baseline-2021.yaml", root / "workbench" / "law" / "parameters" / "tekun.yaml"]
    wholes = [path.read_text(encoding="utf-8") for path in paths]
    # Cut before a key, so that they are read as they stand: what is refused below is the mutation's doing.
    texts = [
        text[: [key.start() for key in re.finditer(r"^ {0,2}\w", text[:3000], re.MULTILINE)][-1]] for text in wholes
    ]
    assert all(read(text) for text in texts)
    special = [
        *"&*!|>%@`{}[]:,?-#'\"~\t\0\a\u2028",
        "!!python/name:os",
        "&a ",
        "*a",
        "<<: ",
        "? ",
        "\n---\n",
        "\ud800",
        "0x",
    ]
    read_, refused = 0, []
    for _ in range(2000):
        text = random_.choice(texts)
        for _ in range(random_.randint(1, 4)):
            place, length = random_.randrange(len(text) + 1), random_.choice([0, 0, 1, 5, 40])
            put = random_.choice(special) * random_.choice([1, 1, 1, 50])
            text = text[:place] + put + text[place + length :]
        try:
            read(text)
            read_ += 1
        except ScenarioError as problem:
            refused.append(str(problem))
    assert read_ > 100
    assert len(refused) > 500
    assert all(message.startswith("s.yaml") for message in refused)


WORDS = st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp", "Cn", "Co", "Cf"]), max_size=30)
SINGLE = st.one_of(
    WORDS, st.sampled_from([*AS_WRITTEN, *DOUBTFUL, "a\nb", " a", "a ", "#", "- a", "a: b"]), st.booleans(), st.none(),
    st.integers(-(10**12), 10**12), st.floats(allow_nan=False, allow_infinity=False), st.dates(),
)  # fmt: skip
DATA = st.dictionaries(WORDS, st.one_of(SINGLE, st.lists(SINGLE, max_size=4), st.dictionaries(WORDS, SINGLE)))


@given(DATA)
def test_what_is_written_is_read_back_the_same(data: dict[str, object]) -> None:
    assert read(write_yaml(data)) == data


def test_hidden_files_are_passed_over(tmp_path: Path, monkeypatch) -> None:
    """A Mac that copies to a memory stick puts `._name` beside every file."""
    monkeypatch.setenv("WORKBENCH_SCENARIOS", str(tmp_path))
    for name in ("base.yaml", "._base.yaml", ".hidden.yaml"):
        (tmp_path / name).write_bytes(b"\0\5\x16\7" if name.startswith(".") else b"name: base")
    assert list_scenarios() == ["base"]
    (tmp_path / "base.yaml").unlink()
    with pytest.raises(ParameterError, match="there are no parameter files"):
        load_parameters(tmp_path)


def test_a_folder_with_brackets_is_read_like_any_other(tmp_path: Path, monkeypatch) -> None:
    folder = tmp_path / "yiyuan[1]"
    folder.mkdir()
    (folder / "one.yaml").write_text("name: one")
    monkeypatch.setenv("WORKBENCH_SCENARIOS", str(folder))
    assert list_scenarios() == ["one"]
