"""standoff.toml says what it means, or the message does."""

from __future__ import annotations

from pathlib import Path

import pytest

from standoff.config import Config, find_root, own_root
from standoff.errors import InputError, UsageError
from standoff.sources import Sources

WRONG = {
    "not TOML": ("base = ", "is not TOML"),
    "an unknown key": ('bse = "x"', "unknown key: bse"),
    "an unknown role": ('[files]\nclaimz = ["x"]', "claimz"),
    "a newer format": ("format = 2", "format 2"),
    "a lens that is none": ("[lenses]\nx = 1", "lens 'x'"),
    "an unknown key of a lens": ('[lenses.x]\naccording = "a"', "according"),
    "a table that is none": ("prefixes = 1", "prefixes is not a table"),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_configuration_is_told_with_its_file(tmp_path: Path, name: str) -> None:
    text, words = WRONG[name]
    (tmp_path / "standoff.toml").write_text(text)
    with pytest.raises(InputError) as caught:
        Config.read(tmp_path)
    assert words in str(caught.value)
    assert "standoff.toml" in str(caught.value)


def test_an_empty_configuration_is_a_knowledge_base(tmp_path: Path) -> None:
    (tmp_path / "standoff.toml").write_text("")
    assert Config.read(tmp_path).patterns("claims") == ("kb/articles/*/claims.trig",)


def test_the_nearest_knowledge_base_upwards_is_the_one_meant(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "standoff.toml").write_text("")
    deep = tmp_path / "a" / "b"
    deep.mkdir(parents=True)
    monkeypatch.chdir(deep)
    assert find_root() == tmp_path
    with pytest.raises(InputError, match="standoff init"):
        find_root(deep)


def test_outside_of_any_the_programs_own_is_meant(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, root: Path) -> None:
    monkeypatch.chdir(tmp_path)
    assert find_root() == own_root() == root


def test_a_named_lens_is_read_and_an_unknown_one_lists_the_known(root: Path) -> None:
    config = Config.read(root)
    lens = config.lens("armenia")
    assert [node.value.rpartition("/")[2] for node in lens.according_to] == ["armenia"]
    with pytest.raises(UsageError, match="azerbaijan"):
        config.lens("nobody")


def test_a_directory_or_a_broken_link_under_a_files_name_is_told_not_skipped(tmp_path: Path) -> None:
    (tmp_path / "standoff.toml").write_text(
        'format = 1\ntitle = "t"\nbase = "https://example.org/"\n[files]\nclaims = ["kb/*.trig"]\n', encoding="utf-8"
    )
    (tmp_path / "kb" / "claims.trig").mkdir(parents=True)
    with pytest.raises(InputError, match="is a directory"):
        Sources.open(tmp_path).files("claims")
    (tmp_path / "kb" / "claims.trig").rmdir()
    (tmp_path / "kb" / "claims.trig").symlink_to(tmp_path / "nowhere")
    with pytest.raises(InputError, match="no file that can be read"):
        Sources.open(tmp_path).files("claims")
