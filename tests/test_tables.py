"""Tables as spreadsheets leave them: byte order marks, encodings, empty rows, notes over two lines, odd folders."""

import codecs
import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.errors import InputError
from workbench.files import decoded
from workbench.tables import csv_files, read_table

HEAD = "town,beds,note\n"


def written(folder, content, name="homes.csv"):
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


@pytest.mark.parametrize("folder", ["yiyuan[1]", "数据[2021]", "a*b?", "{x}", "plain"])
def test_a_path_is_literal(tmp_path, folder):
    place = tmp_path / folder
    place.mkdir()
    (tmp_path / "yiyuan1").mkdir()
    written(tmp_path / "yiyuan1", HEAD + "wrong,1,\n")
    assert read_table(written(place, HEAD + "right,2,\n")).frame["town"].to_list() == ["right"]


@pytest.mark.parametrize("start", ["", "\ufeff"])
@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
def test_marks_and_line_ends_of_every_system(tmp_path, start, ends):
    table = read_table(written(tmp_path, (start + HEAD + "历山街道,7,\n").replace("\n", ends)))
    assert table.frame.rows() == [("历山街道", "7", None)]
    assert table.frame.columns == ["town", "beds", "note"]


ENCODINGS = ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16", "utf-16-le", "utf-16-be"]
MARKS = {"utf-16-le": codecs.BOM_UTF16_LE, "utf-16-be": codecs.BOM_UTF16_BE}


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_every_encoding_of_a_chinese_excel_is_read(tmp_path, encoding):
    """Was: "can't be read as CSV: invalid utf-8 sequence" for what a Chinese Excel saves by default."""
    content = MARKS.get(encoding, b"") + (HEAD + "历山街道,7,南麻\r\n").encode(encoding)
    assert read_table(written(tmp_path, content)).frame.rows() == [("历山街道", "7", "南麻")]


def test_unicode_text_of_excel_is_parted_by_tabs(tmp_path):
    content = 'town\tbeds\tnote\r\n历山街道\t7\t"a, b"\r\n\t\t\r\n'.encode("utf-16")
    assert read_table(written(tmp_path, content)).frame.rows() == [("历山街道", "7", "a, b")]
    assert read_table(written(tmp_path, 'town,"a\tb"\nx,1\n')).frame.columns == ["town", "a\tb"]


COMMON = "".join(bytes([row, cell]).decode("gb2312") for row in range(0xB0, 0xD7) for cell in range(0xA1, 0xFF))


@given(
    st.lists(st.text(COMMON, min_size=3, max_size=8), min_size=1, max_size=6),
    st.sampled_from(ENCODINGS),
    st.sampled_from([",", "\t"]),
)
def test_a_text_comes_back_as_it_was_saved_or_not_at_all(names, encoding, parted):
    text = f"town{parted}beds\r\n" + "".join(f"{name}{parted}1\r\n" for name in names)
    content = MARKS.get(encoding, b"") + text.encode(encoding)
    with tempfile.TemporaryDirectory() as folder:
        path = written(Path(folder), content)
        if encoding.startswith("gb") and _is_utf_8(content):
            with pytest.raises(InputError, match=r"could be UTF-8 .* or GBK"):
                read_table(path)
        else:
            assert read_table(path).frame["town"].to_list() == names


def _is_utf_8(content):
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


@given(st.text(min_size=1, max_size=12), st.sampled_from([*ENCODINGS, "big5", "shift_jis", "latin-1", "euc-kr"]))
def test_no_text_is_read_as_another_one_without_a_word(text, encoding):
    """What is neither UTF-8 nor GBK can't always be told from GBK, but no character is ever replaced."""
    try:
        content = MARKS.get(encoding, b"") + text.encode(encoding)
    except UnicodeEncodeError:
        return
    try:
        found = decoded(content, "a.csv")
    except InputError:
        return
    if encoding in ENCODINGS:
        assert found == text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    assert "\ufffd" not in found


@pytest.mark.parametrize("encoding", ["big5", "shift_jis", "euc-jp", "koi8-r", "latin-1", "cp1252"])
def test_sentences_in_other_encodings_are_refused(tmp_path, encoding):
    text = {"big5": "歷山街道的護理院，床位數為七", "shift_jis": "歴山通りの老人ホーム、ベッド数"}
    text |= {"euc-jp": "歴山通りの老人ホームにはベッド", "koi8-r": "Дом престарелых"}
    sentence = text.get(encoding, "Musée d'été, où l'âge élevé naît à l'hôpital")
    with pytest.raises(InputError, match=r"homes\.csv: .*CSV UTF-8（逗号分隔）"):
        read_table(written(tmp_path, f"town;note\n{sentence};\n".encode(encoding)))


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("town\n目\n".encode("gbk"), r"homes.csv: could be UTF-8 \('Ŀ'\) or GBK \('目'\); save it as"),
        (codecs.BOM_UTF8 + "town\n历\n".encode("gbk"), "homes.csv: begins as UTF-8, but byte 6 is none"),
        ("town\n历山\n".encode("utf-16")[:-1], "homes.csv: begins as UTF-16, but byte 17 is none"),
        ("town\n历\n".encode("utf-32"), "homes.csv: is saved as UTF-32"),
        ("town\n历山\ufffd\n", "homes.csv:2: a character was lost when the file was saved"),
        (b"town\n\xff\xff\n", r"homes.csv: is neither UTF-8 \(byte 6\) nor GBK"),
    ],
)
def test_what_can_not_be_told_is_refused(tmp_path, content, says):
    with pytest.raises(InputError, match=says):
        read_table(written(tmp_path, content))


def test_rows_and_columns_without_content_are_passed_over(tmp_path):
    table = read_table(written(tmp_path, "town,beds,,\na,1,,\n,,,\n\n  ,,,\nb,2,,\n,,,\n\n"))
    assert table.frame.rows() == [("a", "1"), ("b", "2")]
    assert table.lines == (2, 6)
    assert table.at(1) == "homes.csv:6"


def test_the_line_is_right_below_a_note_of_two_lines(tmp_path):
    table = read_table(written(tmp_path, HEAD + 'a,1,"one\ntwo"\nb,2,\n'))
    assert table.frame["note"].to_list() == ["one\ntwo", None]
    assert table.lines == (2, 4)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("", "homes.csv: the file is empty"),
        ("\n,,\n", "homes.csv: the file is empty"),
        (HEAD + "a,1\n", "homes.csv:2: 2 cells, but the file has 3 columns"),
        (HEAD + "a,1,x,y\n", "homes.csv:2: 4 cells, but the file has 3 columns"),
        (HEAD + "a,1,\nb\x0b,2,\n", r"homes.csv:3: the control character U\+000B; delete it"),
        (HEAD + "a\0,1,\n", r"homes.csv:2: the control character U\+0000"),
        (HEAD + 'a,1,"open\n', "homes.csv:2: unexpected end of data; look at the quotation marks"),
        (HEAD + 'a,1,"x"y\n', "homes.csv:2: .* look at the quotation marks"),
        ("town,town\na,b\n", "homes.csv:1: the column 'town' stands there twice"),
        ("town,,beds\na,,1\n", "homes.csv:1: column 2 has no name"),
    ],
)
def test_what_is_no_table_is_refused_with_its_line(tmp_path, content, says):
    with pytest.raises(InputError, match=says):
        read_table(written(tmp_path, content))


def test_a_file_that_is_missing_is_named(tmp_path):
    with pytest.raises(InputError, match=r"none\.csv can't be read: No such file"):
        read_table(tmp_path / "none.csv")


def test_what_macos_puts_beside_a_file_is_passed_over(tmp_path):
    written(tmp_path, HEAD, "towns.csv")
    written(tmp_path, b"\0\x05\x16\x07\0\x02\0\0Mac OS X", "._towns.csv")
    written(tmp_path, HEAD, "Caseload.CSV")
    assert list(csv_files(tmp_path)) == ["Caseload.CSV", "towns.csv"]
