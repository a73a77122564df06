"""Tables as spreadsheets leave them: byte order marks, encodings, empty rows, notes over two lines, odd folders."""

import pytest

from workbench.errors import InputError
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


@pytest.mark.parametrize("encoding", ["gbk", "gb18030", "utf-16"])
def test_another_encoding_is_refused_with_how_to_save(tmp_path, encoding):
    with pytest.raises(InputError, match=r"homes\.csv: is not saved as UTF-8 .*CSV UTF-8（逗号分隔）"):
        read_table(written(tmp_path, (HEAD + "历山街道,7,\n").encode(encoding)))


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
