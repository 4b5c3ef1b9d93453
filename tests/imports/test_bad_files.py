"""Files that cannot be used: a clear sentence, exit code 2, and nothing half written."""

from pathlib import Path

import pytest

from portal.db import session
from portal.imports import command, table
from portal.issues.models import Issue

SAMPLES = Path(__file__).parent / "samples"
GOOD = (SAMPLES / "nyc-311.csv").read_bytes()
MADRID = (SAMPLES / "decide-madrid.csv").read_bytes()

BAD = {
    "empty": b"",
    "no rows": GOOD.splitlines(keepends=True)[0],
    "cut in the middle of a row": GOOD[: GOOD.rindex(b"Pending")],
    "cut inside quotes": GOOD[: GOOD.rindex(b"and a line end")],
    "other columns": b"a,b,c\n1,2,3\n",
    "one column missing": GOOD.replace(b"Unique Key", b"Number", 1),
    "another delimiter": GOOD.replace(b",", b"\t"),
    "latin-1": MADRID.decode().encode("latin-1"),
    "a picture": b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00",
    "broken utf-8": MADRID.replace("ás".encode(), b"\xc3s\xff", 1),
    "utf-16 cut": b"\xff\xfea",
    "one endless line": b"a" * 2_000_000,
    "only blanks": b"\n\n\n",
}


@pytest.mark.parametrize("language", ["zh_CN.UTF-8", "en_US.UTF-8"])
@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_is_refused_in_words(cast, tmp_path, monkeypatch, name, language):
    monkeypatch.setenv("LC_ALL", language)
    file, said = tmp_path / "bad.csv", []
    file.write_bytes(BAD[name])
    assert command.run(file, community="willow", say=said.append) == 2
    assert len(said) == 2
    assert "bad.csv" in said[0]
    assert session.query(Issue).count() == 0
    assert not (tmp_path / "bad.csv.refused.csv").exists()


def test_60_megabytes_are_too_many(cast, tmp_path):
    file, said = tmp_path / "large.csv", []
    with file.open("wb") as out:
        out.truncate(60 * 1024 * 1024)
    assert command.run(file, community="willow", say=said.append) == 2
    assert "60" in said[0]
    assert str(table.MOST_BYTES // 1024 // 1024) in said[0]


def test_an_unknown_community_is_told_which_there_are(cast):
    said = []
    assert command.run(SAMPLES / "nyc-311.csv", community="nowhere", say=said.append) == 2
    assert "nowhere" in said[0]
    assert "willow" in said[0]


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("key = ", "map.toml"),
        ('name = "x"', "key"),
        ('name = "x"\nkey = "a"\ntitle = ["b"]\ncreated = "c"\ncolour = "d"', "colour"),
        ('name = "x"\nkey = "a"\ntitle = "b"\ncreated = "c"', "title"),
        ('name = "x"\nkey = "a"\ntitle = ["b"]\ncreated = "c"\ntimezone = "Mars/Base"', "Mars"),
        ('name = "x"\nkey = "a"\ntitle = ["b"]\ncreated = "c"\n[status]\ncolumn = "d"\nx = "gone"', "gone"),
        ('name = "x"\nkey = "a"\ntitle = ["b"]\ncreated = "c"\nstatus = "d"', "map.toml"),
        ('name = "x"\nkey = "a"\ntitle = ["b"]\ncreated = "c"\ndelimiter = "ab"', "map.toml"),
        ('name = "x"\nkey = "nothing"\ntitle = ["b"]\ncreated = "c"', "nothing"),
    ],
)
def test_a_bad_column_map_is_refused_in_words(cast, tmp_path, text, named):
    columns, said = tmp_path / "map.toml", []
    columns.write_text(text, "utf-8")
    assert command.run(SAMPLES / "ours.csv", community="willow", columns=columns, say=said.append) == 2
    assert named in said[0]
    assert session.query(Issue).count() == 0


def test_a_map_in_another_encoding_is_refused_in_words(cast, tmp_path):
    columns, said = tmp_path / "map.toml", []
    columns.write_bytes("名 = 1".encode("gbk"))
    assert command.run(SAMPLES / "ours.csv", community="willow", columns=columns, say=said.append) == 2
    assert "map.toml" in said[0]


def test_a_folder_that_cannot_be_written_costs_only_the_list(cast, tmp_path):
    said = []
    report = tmp_path / "missing" / "refused.csv"
    assert command.run(SAMPLES / "nyc-311.csv", community="willow", report=report, say=said.append) == 0
    assert "--report" in said[-1]
    assert session.query(Issue).count() == 5
