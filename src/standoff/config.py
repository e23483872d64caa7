"""standoff.toml: what marks a folder as a knowledge base, and says which file belongs to what."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from standoff.errors import InputError, UsageError
from standoff.rdf.prefixes import Prefixes

if TYPE_CHECKING:
    from standoff.model.lens import Lens

__all__ = ["DEFAULT_FILES", "MARKER", "ROLES", "Config", "find_root"]

MARKER: Final = "standoff.toml"

DEFAULT_FILES: Final[Mapping[str, tuple[str, ...]]] = {
    "ontology": ("ontology/standoff.ttl",),
    "alignments": ("ontology/alignments.ttl",),
    "reference": ("kb/reference/**/*.ttl",),
    "articles": ("kb/articles/*/article.ttl", "kb/articles/*/decisions.ttl"),
    "claims": ("kb/articles/*/claims.trig",),
    "drafts": ("kb/articles/*/drafts.trig",),
    "links": ("kb/links/*.ttl",),
    "shapes": ("shapes/*.ttl",),
    "queries": ("queries/**/*.rq",),
}
"""Where each kind of file stands when standoff.toml does not say."""

ROLES: Final = tuple(DEFAULT_FILES)

SHARED_ROLES: Final = ("ontology", "alignments", "shapes", "queries")
"""What a knowledge base that has none of its own takes from the program's."""

_LENS_KEYS: Final = frozenset(
    {"according-to", "with-narration", "as-of", "articles", "undisputed", "corroborated", "with-links"}
)
_KEYS: Final = frozenset({"format", "title", "base", "texts", "files", "prefixes", "lenses", "federated"})


@dataclass(frozen=True)
class Config:
    """What standoff.toml says: the base IRI, the prefixes, which files belong to what, the named lenses."""

    root: Path
    base: str = "https://w3id.org/standoff/"
    title: str = ""
    prefixes: Prefixes = field(default_factory=Prefixes)
    files: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: dict(DEFAULT_FILES))
    lenses: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    texts: Path | None = None
    federated: tuple[str, ...] = ()

    @classmethod
    def read(cls, root: Path) -> Config:
        """Read the standoff.toml of a folder.

        Raises:
            InputError: it is missing, is not TOML, or says something this program does not know.
        """
        path = root / MARKER
        try:
            data = tomllib.loads(path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            raise InputError(
                f"is not a knowledge base (no {MARKER})", path=root, hint="make one with: standoff init DIR"
            ) from None
        except UnicodeDecodeError:
            raise InputError("is not UTF-8", path=path, hint="save the file as UTF-8") from None
        except tomllib.TOMLDecodeError as error:
            raise InputError(f"is not TOML: {error}", path=path, hint="mend the line it names") from None
        except OSError as error:
            raise InputError(f"cannot be read: {error.strerror}", path=path) from None
        return cls._from(root, path, data)

    @classmethod
    def _from(cls, root: Path, path: Path, data: Mapping[str, Any]) -> Config:
        _known(data, _KEYS, path, "key")
        if data.get("format", 1) != 1:
            raise InputError(
                f"has format {data['format']!r}, and this program reads format 1",
                path=path,
                hint="use a newer standoff",
            )
        files = dict(DEFAULT_FILES)
        for role, patterns in _table(data, "files", path).items():
            _known({role: None}, frozenset(ROLES), path, "role under [files]")
            files[role] = tuple([patterns] if isinstance(patterns, str) else patterns)
        lenses = _table(data, "lenses", path)
        for name, lens in lenses.items():
            if not isinstance(lens, Mapping):
                raise InputError(f"lens {name!r} is not a table", path=path, hint=f"write [lenses.{name}]")
            _known(lens, _LENS_KEYS, path, f"key of lens {name!r}")
        prefixes = {str(name): str(space) for name, space in _table(data, "prefixes", path).items()}
        texts = data.get("texts")
        federated = _table(data, "federated", path).get("hosts", [])
        return cls(
            root=root,
            base=str(data.get("base", cls.base)),
            title=str(data.get("title", "")),
            prefixes=Prefixes(prefixes),
            files=files,
            lenses=lenses,
            texts=(root / str(texts)) if texts else None,
            federated=tuple(str(host) for host in federated),
        )

    def lens(self, name: str) -> Lens:
        """The lens that standoff.toml calls `name`; `all` is the default lens.

        Raises:
            UsageError: there is no such lens, or it says what cannot be read.
        """
        from standoff.model.lens import ALL, Lens

        if name not in self.lenses:
            if name == "all":
                return ALL
            known = ", ".join(["all", *sorted(self.lenses)])
            raise UsageError(f"there is no lens {name!r}", hint=f"lenses are {known}; declare more in {MARKER}")
        said = self.lenses[name]
        return Lens(
            name=name,
            according_to=tuple(self.prefixes.expand(text) for text in _texts(said.get("according-to", ()))),
            with_narration=bool(said.get("with-narration", False)),
            as_of=str(said["as-of"]) if "as-of" in said else None,
            articles=tuple(self.prefixes.expand(text) for text in _texts(said.get("articles", ()))),
            undisputed=bool(said.get("undisputed", False)),
            corroborated=int(said.get("corroborated", 0)),
            with_links=bool(said.get("with-links", False)),
        )

    def patterns(self, role: str) -> tuple[str, ...]:
        """The globs, relative to the root, of the files that have a role.

        Raises:
            UsageError: there is no such role.
        """
        if role not in self.files:
            raise UsageError(f"no file has the role {role!r}", hint=f"roles are {', '.join(ROLES)}")
        return self.files[role]


def _table(data: Mapping[str, Any], key: str, path: Path) -> Mapping[str, Any]:
    table = data.get(key, {})
    if not isinstance(table, Mapping):
        raise InputError(f"{key} is not a table", path=path, hint=f"write [{key}] and its keys below")
    return table


def _texts(value: object) -> tuple[str, ...]:
    if isinstance(value, str):
        return (value,)
    return tuple(str(item) for item in value) if isinstance(value, (list, tuple)) else (str(value),)


def _known(given: Mapping[str, Any], known: frozenset[str], path: Path, what: str) -> None:
    for name in given:
        if name not in known:
            raise InputError(f"unknown {what}: {name}", path=path, hint=f"known are {', '.join(sorted(known))}")


def find_root(start: Path | str | None = None) -> Path:
    """The knowledge base meant: `start`, else the nearest folder upwards that has a standoff.toml, else our own.

    Our own is found in a checkout, an editable install, a wheel and an sdist alike.

    Raises:
        InputError: `start` is given and is no knowledge base.
    """
    if start is not None:
        root = Path(start)
        if not (root / MARKER).is_file():
            what = "is not a knowledge base (no standoff.toml)" if root.exists() else "no such folder"
            raise InputError(what, path=root, hint="make one with: standoff init DIR")
        return root.resolve()
    here = Path.cwd()
    for folder in (here, *here.parents):
        if (folder / MARKER).is_file():
            return folder
    return own_root()


def own_root() -> Path:
    """The knowledge base that comes with the program.

    In a checkout, an editable install and an unpacked sdist it is the folder above `src/`; in a wheel it is the
    folder `data` beside this module. The checkout comes first, so that a stale copy can never be read instead.

    Raises:
        InputError: neither is there.
    """
    package = Path(__file__).resolve().parent
    checkout = package.parent.parent
    if package.parent.name == "src" and (checkout / MARKER).is_file():
        return checkout
    if (package / "data" / MARKER).is_file():
        return package / "data"
    raise InputError("the program's own knowledge base is missing", path=package, hint="install standoff again")
