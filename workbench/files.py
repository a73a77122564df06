"""Writes files whole or not at all (to a temporary name in the same folder, then one move); decodes text files.

Which encoding a text file has: see `decoded`.
"""

from __future__ import annotations

import codecs
import errno
import os
import tempfile
from pathlib import Path

from workbench.errors import FileError, InputError

_SAVE_AS = "save it as “CSV UTF-8 (comma delimited)” (另存为“CSV UTF-8（逗号分隔）”)"
_UTF_32 = (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)
_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_COMMON = 0.9  # of the Chinese characters of a GBK file at least these are in GB 2312; other encodings look rarer


def cache_folder() -> Path:
    """Return the folder of compiled kernels: WORKBENCH_CACHE if set, else the user's cache folder."""
    from platformdirs import user_cache_path

    chosen = os.environ.get("WORKBENCH_CACHE")
    return (Path(chosen) if chosen else user_cache_path("yiyuan-workbench")) / "kernels"


def write_whole(path: Path, content: str | bytes) -> None:
    """Write a file in one step; the folder is made when it is missing, a failure leaves the old file as it was.

    Text is written as UTF-8 with line feeds; the content is on the disk before the file gets its name.

    Raises:
        FileError: the folder or the file can't be written; the text says what to do.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=path.parent, suffix=".tmp")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content.encode() if isinstance(content, str) else content)
                file.flush()
                os.fsync(file.fileno())  # or a power cut leaves the new name with nothing in it
            Path(temporary).chmod(0o644)  # a temporary file is its owner's alone; a finished one may be read
            Path(temporary).replace(path)
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise
    except OSError as problem:
        raise FileError(_why(path, problem)) from problem


def _why(path: Path, problem: OSError) -> str:
    """Say why a file can't be written and what would do."""
    reason = problem.strerror or str(problem)
    if path.is_dir():
        return f"{path} is a folder; give the name of a file"
    if problem.errno == errno.ENOSPC:
        return f"{path.name} can't be written, the disk is full ({reason}); make room, or give another folder"
    if path.exists() and isinstance(problem, PermissionError):
        # Windows doesn't let an open file be replaced, and says no more than "access denied".
        return f"{path.name} can't be replaced ({reason}); is it open elsewhere? Close it, or give another name"
    return f"{path.name} can't be written to {path.parent} ({reason}); give a folder where you may write"


def decoded(content: bytes, name: str) -> str:
    """Decode the bytes of a text file strictly; a byte order mark is left out, line ends become line feeds.

    UTF-8 and UTF-16 with a byte order mark are read as such ("Unicode text" of Excel is UTF-16). Without a mark: UTF-8,
    and what isn't UTF-8 is GBK (GB 18030, a Chinese Windows) where nine in ten of its characters are common ones.
    Raises InputError for what could be either or neither, and for characters that were lost when the file was saved.
    A Korean file (EUC-KR) has the same bytes as a Chinese one and can't be told from it.
    """
    if content.startswith(_UTF_32):
        raise InputError(f"{name}: is saved as UTF-32; {_SAVE_AS}")
    if content.startswith(codecs.BOM_UTF8):
        text = _strictly(content, "utf-8-sig", name)
    elif content.startswith(_UTF_16):
        text = _strictly(content, "utf-16", name)
    else:
        text = _without_mark(content, name)
    if "\ufffd" in text:
        line = text.count("\n", 0, text.index("\ufffd")) + 1
        raise InputError(f"{name}:{line}: a character was lost when the file was saved (U+FFFD); write it anew")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _strictly(content: bytes, encoding: str, name: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as problem:
        what = encoding.upper().removesuffix("-SIG")
        raise InputError(f"{name}: begins as {what}, but byte {problem.start + 1} is none; {_SAVE_AS}") from None


def _without_mark(content: bytes, name: str) -> str:
    gbk = _as_gbk(content)
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as problem:
        if gbk is None:
            raise InputError(f"{name}: is neither UTF-8 (byte {problem.start + 1}) nor GBK; {_SAVE_AS}") from None
        return gbk
    signs = [sign for sign in text if sign > "\x7f"]
    if signs and max(signs) < "\u0800" and gbk is not None:
        raise InputError(f"{name}: could be UTF-8 ({signs[0]!r}) or GBK ({_first_sign(gbk)!r}); {_SAVE_AS}")
    return text


def _as_gbk(content: bytes) -> str | None:
    """Decode as GB 18030; None for what isn't, and where too many characters are rare ones."""
    try:
        text = content.decode("gb18030")
    except UnicodeDecodeError:
        return None
    signs = [sign for sign in text if sign > "\x7f"]
    return text if sum(map(_is_common, signs)) >= _COMMON * len(signs) else None


def _is_common(sign: str) -> bool:
    if "\u3040" <= sign <= "\u30ff":  # kana, which GB 2312 has too: a Japanese encoding
        return False
    try:
        sign.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


def _first_sign(text: str) -> str:
    return next(sign for sign in text if sign > "\x7f")
